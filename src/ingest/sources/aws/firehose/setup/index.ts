import type { SourceSetup } from '../../../../../contracts/source-about.ts';
import { CLI } from './cli.ts';
import { CLOUDFORMATION } from './cloudformation.ts';
import { TERRAFORM_SENDERS, TERRAFORM_STREAM } from './terraform.ts';

export const SETUP: readonly SourceSetup[] = [
  { tool: 'Terraform: the stream', language: 'hcl', text: TERRAFORM_STREAM },
  { tool: 'Terraform: what is sent', language: 'hcl', text: TERRAFORM_SENDERS },
  { tool: 'CloudFormation', language: 'yaml', text: CLOUDFORMATION },
  { tool: 'AWS CLI', language: 'sh', text: CLI },
];

import { cloudtrailOperations, CLOUDTRAIL_TARGET } from './operations/cloudtrail.ts';
import { EC2_VERSION, ec2Operations } from './operations/ec2.ts';
import { IAM_VERSION, iamOperations } from './operations/iam.ts';
import { lambdaOperations } from './operations/lambda.ts';
import { s3Operations } from './operations/s3.ts';
import { STS_VERSION, stsOperations } from './operations/sts.ts';
import { WAFV2_TARGET, wafv2Operations } from './operations/wafv2.ts';
import type { Operation, Operations } from './shape.ts';
import type { AwsRequest, AwsService } from './types.ts';

/** How a service is spoken to, and what it can be asked here. */
export type Service = { readonly operations: Operations } & (
  | { readonly protocol: 'query' | 'ec2'; readonly version: string }
  | { readonly protocol: 'json'; readonly target: string }
  | { readonly protocol: 'rest-json' | 'rest-xml' }
);

export const SERVICES: Readonly<Record<AwsService, Service>> = {
  iam: { protocol: 'query', version: IAM_VERSION, operations: iamOperations },
  sts: { protocol: 'query', version: STS_VERSION, operations: stsOperations },
  ec2: { protocol: 'ec2', version: EC2_VERSION, operations: ec2Operations },
  wafv2: { protocol: 'json', target: WAFV2_TARGET, operations: wafv2Operations },
  cloudtrail: { protocol: 'json', target: CLOUDTRAIL_TARGET, operations: cloudtrailOperations },
  lambda: { protocol: 'rest-json', operations: lambdaOperations },
  s3: { protocol: 'rest-xml', operations: s3Operations },
};

/** The operation in its service's table; undefined if it is not there. */
export function operationOf({ service, operation }: Pick<AwsRequest, 'service' | 'operation'>): Operation | undefined {
  const { operations } = SERVICES[service];
  return Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

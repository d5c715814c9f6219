import { expect, it } from 'vitest';
import { accountBody } from './account-body.ts';

it('an account is sent without the texts that were left empty, and with its regions apart', () => {
  const body = accountBody({
    account: ' 111122223333 ',
    name: 'prod',
    environment: 'production',
    regions: 'us-east-1, eu-west-1  eu-central-1',
    accessKeyId: 'AKIAX',
    secretAccessKey: ' keeps blanks ',
    writeRoleArn: ' ',
    readRoleArn: 'arn:aws:iam::111122223333:role/read',
    externalId: '',
  });
  expect(body).toEqual({
    account: '111122223333',
    name: 'prod',
    environment: 'production',
    regions: ['us-east-1', 'eu-west-1', 'eu-central-1'],
    accessKeyId: 'AKIAX',
    secretAccessKey: ' keeps blanks ',
    readRoleArn: 'arn:aws:iam::111122223333:role/read',
  });
});

import { expect, it } from 'vitest';
import { accountBody, EMPTY } from './account-body.ts';

it('an account is sent without the texts that were left empty, and with its regions apart', () => {
  const body = accountBody({
    account: ' 111122223333 ',
    name: 'prod',
    environment: 'production',
    regions: 'us-east-1, eu-west-1  eu-central-1',
    auth: 'static',
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
    auth: 'static',
    accessKeyId: 'AKIAX',
    secretAccessKey: ' keeps blanks ',
    readRoleArn: 'arn:aws:iam::111122223333:role/read',
  });
});

it('a keyless account is sent without anything of keys, even what was typed before', () => {
  const body = accountBody({
    ...EMPTY,
    account: '111122223333',
    accessKeyId: 'AKIAX',
    secretAccessKey: 's',
    externalId: 'e',
  });
  expect(body).toMatchObject({ auth: 'web_identity' });
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['accessKeyId']));
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['secretAccessKey']));
  expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['externalId']));
});

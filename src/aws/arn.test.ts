import { describe, expect, it } from 'vitest';
import { formatArn, parseArn, partitionOf } from './arn.ts';

describe('ARNs', () => {
  it.each([
    ['arn:aws:iam::111122223333:user/a/b', { service: 'iam', region: '', resource: 'user/a/b' }],
    ['arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-1', { partition: 'aws-cn', region: 'cn-north-1' }],
    ['arn:aws:s3:::bucket/key:with:colons', { account: '', resource: 'bucket/key:with:colons' }],
    ['arn:aws:iam::aws:policy/AdministratorAccess', { account: 'aws' }],
  ])('%s', (text, parts) => {
    const arn = parseArn(text);
    expect(arn).toMatchObject(parts);
    expect(formatArn(arn!)).toBe(text);
  });

  it.each([
    '',
    'arn:aws:iam',
    'arn:aws:iam::12:user/x',
    'arn:aws:iam::111122223333:',
    'x arn:aws:iam::111122223333:user/x',
    'arn:aws:iam::111122223333:user/x\nmore',
  ])('is none: %j', (text) => expect(parseArn(text)).toBeUndefined());

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
  ])('%s is of partition %s', (region, partition) => expect(partitionOf(region)).toBe(partition));
});

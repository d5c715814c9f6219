import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { deactivateAccessKey } from './actions/aws/iam/deactivate-access-key/index.ts';
import { cliName, commandOf, commandsFor, shellWord } from './commands.ts';

describe('command lines', () => {
  it.each([
    ['UpdateAccessKey', 'update-access-key'],
    ['UpdateIPSet', 'update-ip-set'],
    ['CreateNetworkAclEntry', 'create-network-acl-entry'],
    ['PutPublicAccessBlock', 'put-public-access-block'],
  ])('%s is %s', (operation, name) => expect(cliName(operation)).toBe(name));

  it.each(['', "it's", '$(id)', '`id`', 'a b', 'a\nb', '!x', '"', '\\', '*', ';rm -rf ~', '-x', 'ünï'])(
    'a shell reads %j as the one word that it is',
    (text) => expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(text)}`]).toString()).toBe(text),
  );

  it('carry the whole call as JSON', () =>
    expect(
      commandOf({ service: 's3', operation: 'PutPublicAccessBlock', region: 'eu-west-1', params: { Bucket: "o'b" } }),
    ).toBe(`aws s3api put-public-access-block --region eu-west-1 --cli-input-json '{"Bucket":"o'\\''b"}'`));

  it('list what the steps of an action would do, and leave out what stands', () => {
    const preview = (key: string) =>
      commandsFor(deactivateAccessKey, {
        params: { userName: 'mallory', accessKeyId: 'AKIAEXAMPLEEXAMPLE00' },
        place: { account: '111122223333', region: 'us-east-1', partition: 'aws' },
        snapshot: { exists: true, tags: {}, dependents: [], state: { key, policy: null, cut: null } },
        incident: 'inc_1',
        at: 1_760_000_000_000,
      });
    expect(preview('Active').map((l) => l.split(' ')[2])).toEqual(['update-access-key', 'put-user-policy']);
    expect(preview('Inactive').map((l) => l.split(' ')[2])).toEqual(['put-user-policy']);
  });
});

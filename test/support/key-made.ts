import { ACCOUNT, iamUser } from '../../scripts/demo-attack/step.ts';

/** Names of the `n`th pair: who makes a key, and for whom. */
export const pairOf = (n: number) => {
  const three = String(n).padStart(3, '0');
  return {
    actor: `bench-actor-${three}`,
    actorKey: `AKIABENCHACTOR0000${three}`,
    victim: `bench-victim-${three}`,
    victimKey: `AKIABENCHVICTIM000${three}`,
    address: `203.0.113.${n + 1}`,
  };
};

/** The CloudTrail record of a key made for another user: one incident, whose plan deactivates that key (and the actor's). */
export function keyMade(n: number): Record<string, unknown> {
  const { actor, actorKey, victim, victimKey, address } = pairOf(n);
  return {
    eventVersion: '1.09',
    userIdentity: iamUser(actor, `AIDABENCHACTOR000${String(n).padStart(3, '0')}`, actorKey),
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateAccessKey',
    awsRegion: 'us-east-1',
    sourceIPAddress: address,
    userAgent: 'aws-cli/2.31.0',
    requestParameters: { userName: victim },
    responseElements: { accessKey: { userName: victim, accessKeyId: victimKey, status: 'Active' } },
    requestID: crypto.randomUUID(),
    eventID: crypto.randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
}

import { createExecutionContext, createMessageBatch, env, getQueueResult } from 'cloudflare:test';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Report, type InvestigationJob } from '../../../../src/contracts/agents.ts';
import { job, leakedKeyFindings } from '../../../../src/investigate/testing/findings.ts';
import { sha256Hex } from '../../../../src/kit/crypto.ts';
import type { Env } from '../env.ts';
import worker from '../index.ts';

const testEnv = env as unknown as Env;

/** What AWS says on the wire, by operation (query protocol: IAM's and EC2's own XML). */
const XML: Record<string, string> = {
  ListAccessKeys: `<ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccessKeysResult><IsTruncated>false</IsTruncated><AccessKeyMetadata><member><UserName>support-svc</UserName><AccessKeyId>AKIABACKDOOR00000001</AccessKeyId><Status>Active</Status><CreateDate>2026-03-14T02:14:00Z</CreateDate></member></AccessKeyMetadata></ListAccessKeysResult></ListAccessKeysResponse>`,
  ListAttachedUserPolicies: `<ListAttachedUserPoliciesResponse><ListAttachedUserPoliciesResult><IsTruncated>false</IsTruncated><AttachedPolicies><member><PolicyName>AdministratorAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member></AttachedPolicies></ListAttachedUserPoliciesResult></ListAttachedUserPoliciesResponse>`,
  GetUser: `<GetUserResponse><GetUserResult><User><Path>/</Path><UserName>support-svc</UserName><UserId>AIDA1</UserId><Arn>arn:aws:iam::111122223333:user/support-svc</Arn><CreateDate>2026-03-14T02:13:00Z</CreateDate></User></GetUserResult></GetUserResponse>`,
  DescribeInstances: `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item><reservationId>r-1</reservationId><instancesSet><item><instanceId>i-0abc1234def567890</instanceId><instanceState><code>16</code><name>running</name></instanceState><instanceType>p3.2xlarge</instanceType></item><item><instanceId>i-0aaaaaaaaaaaaaaa1</instanceId><instanceState><code>16</code><name>running</name></instanceState><instanceType>p3.2xlarge</instanceType></item></instancesSet></item></reservationSet></DescribeInstancesResponse>`,
};

/** Stands for AWS on the network; everything between the queue and `fetch` is real. */
function aws() {
  const operations: string[] = [];
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const operation = new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())).get('Action') ?? '';
    operations.push(operation);
    return new Response(XML[operation] ?? '', { status: XML[operation] === undefined ? 400 : 200 });
  });
  return operations;
}
afterEach(() => vi.restoreAllMocks());

async function run(body: InvestigationJob) {
  const sent: Report[] = [];
  const REPORTS = { send: async (r: Report) => void sent.push(r) } as unknown as Queue<Report>;
  const batch = createMessageBatch('vedette-inspector', [{ id: 'm0', timestamp: new Date(), attempts: 1, body }]);
  const ctx = createExecutionContext();
  await worker.queue(batch, { ...testEnv, REPORTS });
  const result = await getQueueResult(batch, ctx);
  expect(result.explicitAcks).toEqual(['m0']);
  const report = Report.parse(sent[0]);
  if (report.kind !== 'inspector') throw new Error(`a report of kind ${report.kind}`);
  return report;
}

describe('the inspector', () => {
  test('reads AWS with the credentials of the gate and reports what else is in the attacker’s hands', async () => {
    const operations = aws();
    const { report } = await run(job(leakedKeyFindings()));
    expect(operations).toEqual(expect.arrayContaining(['ListAccessKeys', 'GetUser', 'DescribeInstances']));
    expect(report.limits).toEqual([]);
    expect(report.discovered.map((e) => e.id)).toEqual(['AKIABACKDOOR00000001', 'i-0aaaaaaaaaaaaaaa1']);
  });

  test('evidence lies in R2 under its digest, and a repeat of the job changes nothing', async () => {
    aws();
    const first = await run(job(leakedKeyFindings()));
    const again = await run(job(leakedKeyFindings()));
    expect(again.id).toBe(first.id);
    expect(first.report.evidence.length).toBeGreaterThan(0);
    expect(again.report.evidence.map((e) => e.key)).toEqual(first.report.evidence.map((e) => e.key));
    for (const ref of first.report.evidence) {
      const text = await (await testEnv.EVIDENCE.get(ref.key))!.text();
      expect(sha256Hex(text)).toBe(ref.digest);
    }
  });

  test('without an account the graph is reported at once, with the reason', async () => {
    const operations = aws();
    const { report } = await run({ ...job(leakedKeyFindings()), org: 'org_other' });
    expect(operations).toEqual([]);
    expect(report.limits).toEqual(['Account 111122223333 was not read: account 111122223333 is not registered']);
    expect(report.nodes.length).toBeGreaterThan(0);
  });
});

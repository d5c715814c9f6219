import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../../../../kit/bytes.ts';
import { normalizers } from '../../../../normalize/registry.ts';
import { clientRequest, doorOf, inputOf, NOW, settingsOf, splitOf, type World } from '../../../testing/door.ts';
import { certificateUrlOf, client, signedMessage } from './client.ts';
import type { SnsType } from './message.ts';
import { snsSigner, type SnsSigner } from './testing/signer.ts';

const KIND = 'aws.sns';
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:vedette';
const CERTIFICATE = certificateUrlOf(TOPIC);
const TOKEN = '2336412f37fb687f5d51e6e2425dacbbabcdef';
const CONFIRM = `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TOPIC)}&Token=${TOKEN}&Version=2010-03-31`;
const SUBSCRIBE = {
  Message: 'You have chosen to subscribe.',
  Token: TOKEN,
  SubscribeURL: 'https://203.0.113.9/confirm',
};

let signer: SnsSigner;
beforeAll(async () => {
  signer = await snsSigner(NOW);
});

const door = (more: Partial<World> = {}, outside: World['outside'] = { [CERTIFICATE]: signer.certificate }) =>
  doorOf({ kind: KIND, outside: outside ?? {}, ...more });
const messageOf = (
  fields: Record<string, string> = {},
  type: SnsType = 'Notification',
  more: {
    version?: '1' | '2';
    now?: number;
    secret?: string;
    deliveryId?: string;
    settings?: Record<string, string[]>;
  } = {},
) => {
  const { version, ...input } = more;
  const content = type === 'Notification' ? { Message: 'hello', ...fields } : { ...SUBSCRIBE, ...fields };
  return signedMessage(inputOf(KIND, [], { secret: signer.privateKey, ...input }), type, content, version);
};
const requestOf = (message: Record<string, unknown> | string, headers: Record<string, string> = {}) => {
  const body = utf8(typeof message === 'string' ? message : JSON.stringify(message));
  return { body, headers: { 'content-type': 'text/plain; charset=UTF-8', ...client.sign(body), ...headers } };
};
/** Status of the answer to one message at a fresh door. */
const statusOf = async (message: Record<string, unknown> | string, world: Partial<World> = {}) =>
  (await door(world).send(requestOf(message))).status;

describe('what SNS signed', () => {
  it('is taken by either signature version, with or without a subject, and once an id', async () => {
    for (const version of ['1', '2'] as const)
      for (const fields of [{}, { Subject: 'A subject' }] as Record<string, string>[]) {
        const d = door();
        const message = messageOf(fields, 'Notification', { version });
        const response = await d.send(requestOf(message));
        expect([response.status, await response.text()]).toEqual([200, '']);
        expect(d.accepted[0]?.senderId).toBe(message['MessageId']);
      }
  });

  it('is all that its client sends, one record each, and each has a time and an id', async () => {
    const d = door();
    const samples = client.samples(NOW);
    for (const records of [samples, ...samples.map((s) => [s])]) {
      const response = await d.send(await clientRequest(KIND, records, { secret: signer.privateKey }));
      expect(response.status).toBe(200);
      const split = splitOf(d.accepted.at(-1)!);
      expect(split.bad).toEqual([]);
      expect(split.records.length).toBe(records.length);
      for (const { format, value } of split.records)
        expect(normalizers[format]!.facts(value)).toMatchObject({ ok: true, value: { account: '123456789012' } });
    }
  });

  it('is taken in the spelling that Lambda functions see', async () => {
    const { SigningCertURL, ...rest } = messageOf();
    expect(await statusOf({ ...rest, SigningCertUrl: SigningCertURL })).toBe(200);
  });

  it('asks for its certificate at SNS’s own host only, and for nothing else', async () => {
    const d = door();
    await d.send(requestOf(messageOf()));
    expect(d.asked).toEqual([CERTIFICATE]);
  });

  it('has a certificate of China’s host for topics in China', async () => {
    const topic = 'arn:aws-cn:sns:cn-north-1:123456789012:vedette';
    const url = certificateUrlOf(topic);
    expect(url).toContain('https://sns.cn-north-1.amazonaws.com.cn/');
    const settings = { topics: [topic] };
    const d = door({ grant: { settings } }, { [url]: signer.certificate });
    expect((await d.send(requestOf(messageOf({}, 'Notification', { settings })))).status).toBe(200);
  });
});

describe('what is refused, always in the same words', () => {
  it('a signature of another key, of nothing, or of another version than it says', async () => {
    const other = await snsSigner(NOW);
    const good = messageOf();
    const answers = await Promise.all(
      [
        messageOf({}, 'Notification', { secret: other.privateKey }),
        { ...good, Signature: '' },
        { ...good, Signature: 'AAAA' },
        { ...good, SignatureVersion: '1' },
        { ...good, SignatureVersion: '3' },
        { ...good, SignatureVersion: 2 },
      ].map(async (message) => {
        const response = await door().send(requestOf(message));
        return [response.status, (await response.json<{ detail: string }>()).detail];
      }),
    );
    const stranger = await doorOf({ kind: KIND }).send({ ...requestOf(good), url: '/in/src_none' });
    const { detail } = await stranger.json<{ detail: string }>();
    expect(answers).toEqual(answers.map(() => [401, detail]));
  });

  it('a message that AWS signed for a topic that is not on the list, of whatever type', async () => {
    const theirs = 'arn:aws:sns:us-east-1:210987654321:vedette';
    for (const type of ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const) {
      const d = door();
      const message = messageOf({}, type, { settings: { topics: [theirs] } });
      expect((await d.send(requestOf(message))).status).toBe(401);
      expect(d.asked).toEqual([]);
    }
    expect(await statusOf(messageOf(), { grant: { settings: {} } })).toBe(401);
    // A list whose only entry is a prefix or a text of the right one is another list.
    expect(await statusOf(messageOf(), { grant: { settings: { topics: TOPIC } } })).toBe(401);
  });

  it('a certificate from anywhere else, and nothing is asked there', async () => {
    const file = 'SimpleNotificationService-00000000000000000000000000000000.pem';
    for (const url of [
      `http://sns.us-east-1.amazonaws.com/${file}`,
      `https://sns.us-east-2.amazonaws.com/${file}`,
      `https://sns.us-east-1.amazonaws.com.example.com/${file}`,
      `https://sns.us-east-1.amazonaws.com:8443/${file}`,
      `https://sns.us-east-1.amazonaws.com@example.com/${file}`,
      `https://user@sns.us-east-1.amazonaws.com/${file}`,
      `https://sns.us-east-1.amazonaws.com/x/../${file}`,
      `https://sns.us-east-1.amazonaws.com/${file}?x=1`,
      `https://sns.us-east-1.amazonaws.com/${file}#x`,
      `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-..%2f.pem`,
      `https://sns.us-east-1.amazonaws.com/other.pem`,
      `https://evil.s3.amazonaws.com/${file}`,
      `HTTPS://sns.us-east-1.amazonaws.com/${file}`,
    ]) {
      const d = door({}, { [url]: signer.certificate });
      const response = await d.send(requestOf(messageOf({ SigningCertURL: url })));
      expect([url, response.status, d.asked]).toEqual([url, 401, []]);
    }
  });

  it('a certificate that is not valid now, of another name, or of a short key', async () => {
    const answers = [];
    for (const wish of [
      { notAfter: NOW - 1_000 },
      { notBefore: NOW + 1_000, notAfter: NOW + 60_000 },
      { name: 'CN=example.com' },
      { name: 'CN=sns.amazonaws.com.example.com' },
      { name: 'O=CN=sns.amazonaws.com, CN=example.com' },
      { bits: 1_024 },
    ]) {
      const own = await snsSigner(NOW, wish);
      const d = door({}, { [CERTIFICATE]: own.certificate });
      answers.push((await d.send(requestOf(messageOf({}, 'Notification', { secret: own.privateKey })))).status);
    }
    expect(answers).toEqual([401, 401, 401, 401, 401, 401]);
  });

  it('a message of more than seventy minutes ago, or of more than five ahead', async () => {
    const at = (minutes: number) => statusOf(messageOf({}, 'Notification', { now: NOW + minutes * 60_000 }));
    expect([await at(-71), await at(-70), await at(5), await at(6)]).toEqual([401, 200, 200, 401]);
    expect(await statusOf(messageOf({ Timestamp: 'yesterday' }))).toBe(401);
  });

  it('headers that say another type, id or topic than the body, and raw delivery', async () => {
    const message = messageOf();
    for (const headers of [
      { 'x-amz-sns-message-type': 'SubscriptionConfirmation' },
      { 'x-amz-sns-message-type': '' },
      { 'x-amz-sns-message-id': 'other' },
      { 'x-amz-sns-topic-arn': `${TOPIC}x` },
      { 'x-amz-sns-rawdelivery': 'true' },
    ] as Record<string, string>[])
      expect((await door().send(requestOf(message, headers))).status).toBe(401);
    expect(await statusOf('the text of a raw delivery')).toBe(401);
  });

  it('another content type, a compressed body, one that ends early, lists, and no object at all', async () => {
    const good = requestOf(messageOf());
    expect((await door().send({ ...good, headers: { ...good.headers, 'content-type': 'text/html' } })).status).toBe(
      415,
    );
    const gzipped = { ...good.headers, 'content-encoding': 'gzip' };
    expect((await door().send({ headers: gzipped, body: new Uint8Array(gzipSync(good.body)) })).status).toBe(401);
    expect((await door().send({ ...good, body: good.body.subarray(0, -20) })).status).toBe(401);
    for (const body of [`[${JSON.stringify(messageOf())}]`, 'null', '{}', '', '{"Type":"Notification"}'])
      expect(await statusOf(body)).toBe(401);
    const large = await door().send({ ...good, body: new Uint8Array(1_024 * 1_024 + 1) });
    expect(large.status).toBe(413);
  });

  it('lone surrogates in place of the replacement character that was signed', async () => {
    expect(await statusOf(messageOf({ Message: 'x\ufffd' }))).toBe(200);
    expect(await statusOf({ ...messageOf({ Message: 'x\ufffd' }), Message: 'x\ud800' })).toBe(401);
  });

  it('a signed message whose lines are read as other fields', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const signed = messageOf({ Message: `a\nMessageId\n${id}\nSubject\nb`, Subject: 's' });
    // The same string to sign: the message ends where its own text says so, and the rest is a subject of several lines.
    const shifted = {
      ...signed,
      Message: 'a',
      MessageId: id,
      Subject: `b\nMessageId\n${signed['MessageId']}\nSubject\ns`,
    };
    expect(await statusOf(signed)).toBe(200);
    expect(await statusOf(shifted)).toBe(401);
  });
});

describe('every byte counts', () => {
  it('any change to a signed value or to the signature is refused', async () => {
    const samples = {
      Notification: messageOf({ Message: 'Hello wörld ✓', Subject: 'Hi' }),
      SubscriptionConfirmation: messageOf({}, 'SubscriptionConfirmation', { version: '1' }),
    };
    const world = { outside: { [CERTIFICATE]: signer.certificate, [CONFIRM]: '<ok/>' } };
    const fields = [
      'Message',
      'MessageId',
      'Subject',
      'Timestamp',
      'TopicArn',
      'Type',
      'Signature',
      'Token',
      'SubscribeURL',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(samples)),
        fc.constantFrom(...fields),
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        async (message, field, place, mask) => {
          const value = message[field];
          fc.pre(value !== undefined);
          const at = place % value.length;
          const changed = value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ mask) + value.slice(at + 1);
          const forged = { ...message, [field]: changed };
          // The list and the headers agree with the change, so that the signature alone decides.
          const d = door({ ...world, grant: { settings: { topics: [forged['TopicArn'] ?? ''] } } });
          const type = /^[A-Za-z]+$/.test(forged['Type'] ?? '') ? forged['Type']! : 'Notification';
          const headers = { 'content-type': 'text/plain', 'x-amz-sns-message-type': type };
          const response = await d.send({ headers, body: utf8(JSON.stringify(forged)) });
          expect(response.status).toBe(401);
          expect(d.accepted).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a flipped bit anywhere in the body is refused, or changes nothing of what is read', async () => {
    const message = { ...messageOf({ Subject: 'Hi' }), UnsubscribeURL: 'https://sns.example.com/?x' };
    const { body, headers } = requestOf(message);
    const d = door();
    await d.send({ body, headers });
    const records = splitOf(d.accepted[0]!);
    let refused = 0;
    for (let i = 0; i < body.length; i++) {
      const changed = body.slice();
      changed[i]! ^= 1;
      const other = door();
      const response = await other.send({ body: changed, headers });
      // Another number in the certificate's address is a certificate that AWS may have tomorrow: it is asked for again.
      if (response.status === 401 || response.status === 503) refused++;
      else expect([response.status, splitOf(other.accepted[0]!)]).toEqual([200, records]);
    }
    // All but the name and the value of UnsubscribeURL, which nobody signs.
    expect(body.length - refused).toBeLessThanOrEqual('"UnsubscribeURL":"https://sns.example.com/?x"'.length);
    expect(refused).toBeLessThan(body.length);
  });

  it('one more, one less or an empty value of a field is another message', async () => {
    const message = messageOf({ Subject: 'Hi' });
    const { Subject: _subject, ...without } = message;
    expect(await statusOf(without)).toBe(401);
    expect(await statusOf({ ...messageOf(), Subject: '' })).toBe(401);
    expect(await statusOf({ ...message, Subject: null })).toBe(401);
  });

  it('what is not signed may change, and is never read', async () => {
    const d = door();
    const message = {
      ...messageOf(),
      UnsubscribeURL: 'https://203.0.113.9/',
      MessageAttributes: { a: { Type: 'String', Value: 'b' } },
    };
    expect((await d.send(requestOf(` ${JSON.stringify(message, null, 2)}\n`))).status).toBe(200);
    expect(JSON.stringify(splitOf(d.accepted[0]!).records)).not.toContain('203.0.113.9');
    // Of a key that stands twice the last counts, for the signature as for the records.
    const twice = JSON.stringify(messageOf()).replace('{', '{"Message":"forged",');
    const second = door();
    expect((await second.send(requestOf(twice))).status).toBe(200);
    expect(splitOf(second.accepted[0]!).records[0]?.value['message']).toBe('hello');
  });
});

describe('the subscription', () => {
  it('is confirmed by a URL of our own making; SubscribeURL is never asked', async () => {
    const d = door({}, { [CERTIFICATE]: signer.certificate, [CONFIRM]: '<ConfirmSubscriptionResponse/>' });
    const response = await d.send(requestOf(messageOf({}, 'SubscriptionConfirmation')));
    expect(response.status).toBe(200);
    expect(d.asked).toEqual([CERTIFICATE, CONFIRM]);
    expect(splitOf(d.accepted[0]!)).toMatchObject({ records: [], bad: [], skipped: 1 });
  });

  it('is tried again by SNS if confirming it failed', async () => {
    const d = door();
    const response = await d.send(requestOf(messageOf({}, 'SubscriptionConfirmation')));
    expect([response.status, d.accepted.length]).toEqual([503, 0]);
  });

  it('is not confirmed with a token that could say more than itself', async () => {
    for (const Token of ['a&TopicArn=x', 'a b', '', 'a\n']) {
      const d = door({}, { [CERTIFICATE]: signer.certificate, [CONFIRM]: '<ok/>' });
      expect((await d.send(requestOf(messageOf({ Token }, 'SubscriptionConfirmation')))).status).toBe(401);
      expect(d.asked).toEqual([]);
    }
  });

  it('that somebody ended is an event that can be seen', async () => {
    const d = door();
    expect((await d.send(requestOf(messageOf({}, 'UnsubscribeConfirmation')))).status).toBe(200);
    const [record] = splitOf(d.accepted[0]!).records;
    expect(record).toMatchObject({
      format: 'vedette.event',
      value: { event_type: 'UnsubscribeConfirmation', topic: TOPIC },
    });
    expect(d.asked).toEqual([CERTIFICATE]);
  });
});

describe('when SNS’s certificate cannot be had', () => {
  it('the message is asked for again', async () => {
    for (const outside of [{}, { [CERTIFICATE]: 'no certificate' }] as World['outside'][]) {
      const d = door({}, outside);
      expect([(await d.send(requestOf(messageOf()))).status, d.accepted.length]).toEqual([503, 0]);
    }
  });
});

describe('what messages hold', () => {
  const recordsOf = async (content: unknown) => {
    const d = door();
    const Message = typeof content === 'string' ? content : JSON.stringify(content);
    expect((await d.send(requestOf(messageOf({ Message, Subject: 'S' })))).status).toBe(200);
    return splitOf(d.accepted[0]!);
  };
  const finding = {
    type: 'Recon:EC2/PortProbeUnprotectedPort',
    accountId: '123456789012',
    arn: 'arn:aws:guardduty:us-east-1:123456789012:detector/d/finding/f',
    id: 'f',
    service: {},
  };

  it('plain text becomes an event with the message’s id, time, subject and the topic’s account', async () => {
    const { records } = await recordsOf('disk is full');
    expect(records).toEqual([
      {
        format: 'vedette.event',
        value: {
          event_id: messageOf()['MessageId'],
          time: new Date(NOW).toISOString(),
          source: 'aws.sns',
          event_type: 'Notification',
          topic: TOPIC,
          account: '123456789012',
          region: 'us-east-1',
          subject: 'S',
          message: 'disk is full',
        },
      },
    ]);
  });

  it('an EventBridge event, and findings by themselves or in a list, are what they are', async () => {
    const event = { 'detail-type': 'GuardDuty Finding', detail: finding };
    expect((await recordsOf(event)).records.map((r) => r.format)).toEqual(['aws.guardduty']);
    expect(
      (await recordsOf([finding, { AlarmName: 'a', NewStateValue: 'OK', StateChangeTime: 'x' }, 'text'])).records.map(
        (r) => r.format,
      ),
    ).toEqual(['aws.guardduty', 'aws.alarm', 'vedette.event']);
  });

  it('unknown JSON is kept whole, and each unknown record of a list has an id of its own', async () => {
    const { records } = await recordsOf({ Records: [{ a: 1 }, { a: 2 }] });
    const ids = records.map((r) => r.value['event_id']);
    expect(records.map((r) => r.value['message'])).toEqual([{ a: 1 }, { a: 2 }]);
    expect(new Set(ids).size).toBe(2);
  });

  it('log files that CloudTrail wrote are told of at the message’s time', async () => {
    const notice = { s3Bucket: 'logs', s3ObjectKey: ['a.json.gz'] };
    const told = { format: 'aws.s3-object', value: { ...notice, eventTime: new Date(NOW).toISOString() } };
    expect(await recordsOf(notice)).toMatchObject({ records: [told], bad: [] });
  });

  it('S3’s test of a new configuration is no record', async () => {
    expect(await recordsOf({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toMatchObject({
      records: [],
      bad: [],
      skipped: 1,
    });
  });

  it('JSON that nests too deep or holds too much is bad, and JSON that is none is text', async () => {
    const deep = await recordsOf(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`);
    expect(deep.bad).toEqual([{ at: 'body.Message', reason: 'the JSON nests deeper than 64 levels' }]);
    const dense = await recordsOf(`[${'{},'.repeat(40_000)}{}]`);
    expect(dense.bad[0]?.reason).toContain('too many values');
    const broken = await recordsOf('{not json');
    expect(broken.records[0]?.value['message']).toBe('{not json');
  });
});

describe('certificates that nobody has', () => {
  const other = (n: number) => CERTIFICATE.replace(/-[0-9a-f]+\.pem$/, `-${String(n + 1).padStart(32, '0')}.pem`);
  const from = async (d: ReturnType<typeof door>, address: string, url: string) =>
    (await d.send(requestOf({ ...messageOf(), SigningCertURL: url }, { 'cf-connecting-ip': address }))).status;

  it('are asked for a few times a minute by each stranger, and stand in no sender’s way', async () => {
    const d = door();
    for (let n = 0; n < 40; n++) expect(await from(d, `2001:db8:1:2::${n.toString(16)}`, other(n))).toBe(503);
    expect(d.asked).toHaveLength(10);
    expect(await from(d, '203.0.113.7', CERTIFICATE)).toBe(200);
    // Once it was there it is no stranger's any more, whoever names it.
    expect(await from(d, '2001:db8:1:2::ff', CERTIFICATE)).toBe(200);
    expect(await from(d, '2001:db8:1:3::1', other(41))).toBe(503);
    expect(d.asked).toHaveLength(13);
  });
});

it('a burst of messages at an isolate’s first moment asks for one certificate, and all are taken', async () => {
  const signer = await snsSigner(NOW);
  const { topics } = settingsOf('aws.sns') as { topics: readonly string[] };
  const door = doorOf({ kind: 'aws.sns', outside: { [certificateUrlOf(topics[0]!)]: signer.certificate } });
  const burst = Array.from({ length: 40 }, (_, n) =>
    clientRequest('aws.sns', ['hello'], { secret: signer.privateKey, deliveryId: `burst-${n}` }),
  );
  const answers = await Promise.all((await Promise.all(burst)).map(async (request) => await door.send(request)));
  expect(answers.map((a) => a.status)).toEqual(answers.map(() => 200));
});

import {
  DescribeTrailsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../start.ts';
import { clients, SERVICES_SEED, TRAIL_ARN } from './services.ts';
import { ADMIN, allow, assume, policy, refusal, REGION, VIEWER } from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SERVICES_SEED);
});

const by = (keys = ADMIN, region = REGION) => clients(simulator, keys, region).cloudtrail;
const status = (Name: string, region = REGION) => by(ADMIN, region).send(new GetTrailStatusCommand({ Name }));
const start = (Name: string, region = REGION, keys = ADMIN) => by(keys, region).send(new StartLoggingCommand({ Name }));

describe('trails, by the official SDK', () => {
  it('stops and starts logging, and says when', async () => {
    expect((await status('main')).IsLogging).toBe(true);
    await by().send(new StopLoggingCommand({ Name: 'main' }));
    const stopped = await status(TRAIL_ARN);
    expect(stopped.IsLogging).toBe(false);
    expect(stopped.StopLoggingTime?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    await start('main');
    await start('main');
    expect((await status('main')).IsLogging).toBe(true);
  });

  it('describes those of the region and the shadows of others', async () => {
    const names = async (region: string, more: object = {}) =>
      (await by(ADMIN, region).send(new DescribeTrailsCommand(more))).trailList?.map((t) => t.Name);
    expect(await names(REGION)).toEqual(['main', 'local']);
    expect(await names('us-east-1')).toEqual(['main']);
    expect(await names('us-east-1', { includeShadowTrails: false })).toEqual([]);
    expect(await names(REGION, { trailNameList: ['local', 'nothing'] })).toEqual(['local']);
  });

  it('shows a trail and its tags', async () => {
    const { Trail } = await by().send(new GetTrailCommand({ Name: 'main' }));
    expect(Trail).toMatchObject({ TrailARN: TRAIL_ARN, HomeRegion: REGION, IsMultiRegionTrail: true });
    const { ResourceTagList } = await by().send(new ListTagsCommand({ ResourceIdList: [TRAIL_ARN] }));
    expect(ResourceTagList).toEqual([{ ResourceId: TRAIL_ARN, TagsList: [{ Key: 'keep', Value: 'yes' }] }]);
  });
});

describe('what CloudTrail refuses', () => {
  it('a change from another region than the trail’s home', async () => {
    for (const name of ['main', TRAIL_ARN])
      expect(await refusal(start(name, 'us-east-1'))).toMatchObject({
        code: 'InvalidHomeRegionException',
        status: 400,
      });
  });

  it.each([
    ['nothing', 'TrailNotFoundException'],
    [`${TRAIL_ARN}x`, 'TrailNotFoundException'],
    ['arn:aws:cloudtrail:x', 'CloudTrailARNInvalidException'],
    ['a b', 'InvalidTrailNameException'],
  ])('%s: %s', async (name, code) => {
    expect((await refusal(start(name))).code).toBe(code);
    expect((await refusal(status(name))).code).toBe(code);
  });

  it('the name of another region’s trail that has no shadow here', async () => {
    expect((await refusal(status('local', 'us-east-1'))).code).toBe('TrailNotFoundException');
  });

  it('tags of what is no ARN, or of no trail', async () => {
    const tags = (arn: string) => refusal(by().send(new ListTagsCommand({ ResourceIdList: [arn] })));
    expect((await tags('main')).code).toBe('CloudTrailARNInvalidException');
    expect((await tags(`${TRAIL_ARN}x`)).code).toBe('ResourceNotFoundException');
  });

  it('who may not, by identity and by session policy', async () => {
    expect(await refusal(start('local', REGION, VIEWER))).toMatchObject({
      code: 'AccessDeniedException',
      status: 400,
      message: expect.stringContaining('cloudtrail:StartLogging') as string,
    });
    const narrowed = await assume(simulator, policy(allow('cloudtrail:StartLogging', TRAIL_ARN)));
    await start('main', REGION, narrowed);
    expect((await refusal(start('local', REGION, narrowed))).message).toContain('no session policy allows');
  });

  it('a wrong signature', async () => {
    expect(await refusal(start('main', REGION, { ...ADMIN, secretAccessKey: 'wrong' }))).toMatchObject({
      code: 'InvalidSignatureException',
      status: 400,
    });
  });
});

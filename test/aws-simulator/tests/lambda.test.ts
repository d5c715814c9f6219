import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../start.ts';
import { clients, FUNCTION, FUNCTION_ARN, SERVICES_SEED } from './services.ts';
import { ADMIN, allow, assume, policy, refusal, VIEWER } from './support.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
beforeEach(async () => {
  await simulator.reset();
  await simulator.seed(SERVICES_SEED);
});

const by = (keys = ADMIN) => clients(simulator, keys).lambda;
const put = (n: number, FunctionName = FUNCTION, keys = ADMIN) =>
  by(keys).send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: n }));
const reserved = async (FunctionName = FUNCTION) =>
  (await by().send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;

describe('functions, by the official SDK', () => {
  it('nothing reserved, nought reserved and nothing again are told apart', async () => {
    expect(await reserved()).toBeUndefined();
    expect((await put(0)).ReservedConcurrentExecutions).toBe(0);
    expect(await reserved()).toBe(0);
    await by().send(new DeleteFunctionConcurrencyCommand({ FunctionName: FUNCTION }));
    expect(await reserved()).toBeUndefined();
    await by().send(new DeleteFunctionConcurrencyCommand({ FunctionName: FUNCTION }));
  });

  it('is named by name, ARN or partial ARN', async () => {
    await put(0, FUNCTION_ARN);
    expect(await reserved(`111122223333:function:${FUNCTION}`)).toBe(0);
  });

  it('shows configuration, tags and the list', async () => {
    const configuration = await by().send(new GetFunctionConfigurationCommand({ FunctionName: FUNCTION }));
    expect(configuration).toMatchObject({ FunctionArn: FUNCTION_ARN, State: 'Active' });
    expect((await by().send(new ListTagsCommand({ Resource: FUNCTION_ARN }))).Tags).toEqual({ team: 'red' });
    const whole = await by().send(new GetFunctionCommand({ FunctionName: 'reserved' }));
    expect(whole.Concurrency).toEqual({ ReservedConcurrentExecutions: 850 });
    const { Functions } = await by().send(new ListFunctionsCommand({}));
    expect(Functions?.map((f) => f.FunctionName)).toEqual([FUNCTION, 'reserved']);
  });
});

describe('what Lambda refuses', () => {
  it.each(['nothing', 'arn:aws:lambda:us-east-1:111122223333:function:miner'])(
    'a function that is not there: %s',
    async (name) => {
      expect(await refusal(put(0, name))).toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
      expect((await refusal(reserved(name))).code).toBe('ResourceNotFoundException');
    },
  );

  it('more than the account has to spare; never nought', async () => {
    expect(await refusal(put(51))).toMatchObject({ code: 'InvalidParameterValueException', status: 400 });
    await put(50);
    await put(0);
  });

  it('a version instead of a function, and no number', async () => {
    expect((await refusal(put(0, `${FUNCTION}:7`))).code).toBe('InvalidParameterValueException');
    expect((await refusal(put(-1))).code).toBe('ValidationException');
  });

  it('who may not, by identity and by session policy, and by the function’s tags', async () => {
    expect(await refusal(put(0, FUNCTION, VIEWER))).toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
      message: expect.stringContaining(`lambda:PutFunctionConcurrency on resource: ${FUNCTION_ARN}`) as string,
    });
    const narrowed = await assume(
      simulator,
      policy(
        allow('lambda:PutFunctionConcurrency', '*', { Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } } }),
      ),
    );
    await put(0, FUNCTION, narrowed);
    expect((await refusal(put(0, 'reserved', narrowed))).message).toContain('no session policy allows');
  });

  it('a wrong signature, an unknown key and a session that has expired', async () => {
    expect(await refusal(put(0, FUNCTION, { ...ADMIN, secretAccessKey: 'wrong' }))).toMatchObject({
      code: 'InvalidSignatureException',
      status: 403,
    });
    expect((await refusal(put(0, FUNCTION, { ...ADMIN, accessKeyId: 'AKIANOBODY0000000001' }))).code).toBe(
      'UnrecognizedClientException',
    );
    const session = await assume(simulator);
    await simulator.advance(16 * 60_000, { clients: 'stay' });
    expect((await refusal(put(0, FUNCTION, session))).code).toBe('ExpiredTokenException');
  });

  it('what was refused is in the log of calls, and changed nothing', async () => {
    await refusal(put(0, FUNCTION, VIEWER));
    expect((await simulator.calls()).log.at(-1)).toMatchObject({
      service: 'lambda',
      operation: 'PutFunctionConcurrency',
      outcome: 'AccessDeniedException',
      writes: true,
      carriedOut: false,
      resources: [FUNCTION_ARN],
    });
    expect(await reserved()).toBeUndefined();
  });
});

import { FakeSides } from '../../../../durable-objects/notice-board/testing/fake-sides.ts';

/** Boards of the tests speak to Slack and PagerDuty as they answer, on this machine; it goes when the test run does. */
export const bindings = async (): Promise<Record<string, unknown>> => {
  const origin = await new FakeSides().start(0);
  return {
    SLACK_BOT_TOKEN: 'xoxb-1-abcdefgh',
    SLACK_CHANNELS: '{"org_acme":"C0ACME","org_other":"C0OTHER"}',
    SLACK_API_URL: `${origin}/api/`,
    PAGERDUTY_ROUTING_KEYS: `{"org_acme":"${'a'.repeat(32)}"}`,
    PAGERDUTY_EVENTS_URL: `${origin}/v2/enqueue`,
  };
};

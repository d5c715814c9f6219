/** `arn:<partition>:sns:<region>:<account>:<name>`. FIFO topics cannot have HTTPS subscribers. */
const TOPIC_ARN =
  /^arn:aws[a-z-]{0,12}:sns:([a-z]{2}(?:-[a-z]{1,12}){1,2}-[0-9]{1,2}):([0-9]{12}):[A-Za-z0-9_-]{1,256}$/;

export interface Topic {
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  /** Of SNS in the topic's region: its certificates come from here, and confirmations go there. */
  readonly host: string;
}

/** A topic by its ARN; undefined if that is no topic's. */
export function topicOf(arn: string): Topic | undefined {
  const [, region, account] = TOPIC_ARN.exec(arn) ?? [];
  if (region === undefined || account === undefined) return undefined;
  return { arn, region, account, host: `sns.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}` };
}

/**
 * ConfirmSubscription made of the topic and the token alone: `SubscribeURL` is a stranger's text and is never asked.
 * `AuthenticateOnUnsubscribe` is left out, since SNS heeds it only in requests with an AWS signature, and ingest holds no AWS
 * credential. https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
 */
export function confirmationUrl(topic: Topic, token: string): string {
  const query = new URLSearchParams({
    Action: 'ConfirmSubscription',
    TopicArn: topic.arn,
    Token: token,
    Version: '2010-03-31',
  });
  return `https://${topic.host}/?${query.toString()}`;
}

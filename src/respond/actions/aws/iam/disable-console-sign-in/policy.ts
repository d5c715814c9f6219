import { canonicalJson } from '../../../../../kit/canonical.ts';
import { parseDocument } from '../documents.ts';

export const POLICY_NAME = 'VedetteDenyConsole';

/**
 * Denies everything to whatever the user does with temporary credentials, and the console never uses others: signing in
 * gives the browser a session. `aws:TokenIssueTime` is in a request if and only if it was signed with temporary
 * credentials, so that the user's access keys go on working. Unlike a deny of sessions older than a cut it also covers
 * those of later sign-ins, for the password still works.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tokenissuetime
 */
export const DENY_CONSOLE = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'VedetteDenyTemporaryCredentials',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { Null: { 'aws:TokenIssueTime': 'false' } },
    },
  ],
});

/** Whether a policy's text is that deny, however it is spaced. */
export const isDenyConsole = (document: string | null): boolean => {
  const parsed = document === null ? undefined : parseDocument(document);
  return parsed !== undefined && canonicalJson(parsed) === canonicalJson(JSON.parse(DENY_CONSOLE));
};

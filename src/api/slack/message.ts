import { AS_IT_IS, escapeSlack, plainText, TEXT_MAX } from '../../kit/slack.ts';

/** An answer as Slack takes it, as a command's response or at a `response_url`. */
export interface SlackMessage {
  readonly [field: string]: unknown;
}

/**
 * Text for the person alone, or in the place of the message that the button was on (then without buttons). `open`: a path of the
 * dashboard at `origin`. https://docs.slack.dev/interactivity/handling-user-interaction
 */
export function slackMessage(
  text: string,
  more: { readonly origin: string; readonly open: string | null; readonly replaceOriginal?: boolean },
): SlackMessage {
  const replace = more.replaceOriginal === true;
  return {
    ...(replace ? {} : { response_type: 'ephemeral' }),
    replace_original: replace,
    text: escapeSlack(text, TEXT_MAX),
    ...AS_IT_IS,
    blocks: [
      { type: 'section', text: plainText(text, TEXT_MAX) },
      ...(more.open === null
        ? []
        : [
            {
              type: 'actions',
              elements: [
                {
                  type: 'button',
                  action_id: 'vedette.open',
                  text: plainText('Open in the dashboard', 75),
                  url: `${more.origin}${more.open}`,
                },
              ],
            },
          ]),
    ],
  };
}

/** Of the Slack app, before and after a change */
export const SIGNING_SECRETS = ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'];

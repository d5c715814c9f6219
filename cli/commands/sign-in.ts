import { defineCommand } from 'citty';
import { makeSignInLink } from '../lib/sign-in-link.ts';
import { currentCredentials } from '../lib/state.ts';

export const signIn = defineCommand({
  meta: {
    name: 'sign-in',
    description:
      'Print a one-time link that signs a browser in to the dashboard; your approver key vouches for the first passkey',
  },
  async run() {
    const { url, expiresAt } = await makeSignInLink(await currentCredentials());
    console.log(url);
    console.error(`Good once, until ${new Date(expiresAt).toLocaleTimeString()}.`);
  },
});

import { importPKCS8, SignJWT } from 'jose';
import { utf8 } from '../../../../kit/bytes.ts';
import type { SourceClient } from '../../../client.ts';
import { commonAlert } from '../samples.ts';

const ACTION_GROUPS_APP = '461e8683-5575-4561-ac7f-899cc907d62a';
/** Entra's tokens of applications are good for an hour. */
const TOKEN_SECONDS = 3_600;

/** One alert a request, with a token of version 2 such as Entra gives to action groups. Here the caller's own key signs it. */
export const client = {
  id: 'azure.monitor',
  gzip: false,
  wrap: ({ records }) => ({
    body: utf8(JSON.stringify(records.length === 1 ? records[0] : records)),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  }),
  async sign(_body, { secret, settings, now }) {
    const tenant = String(settings['tenant']);
    const seconds = Math.floor(now / 1000);
    const token = await new SignJWT({ azp: ACTION_GROUPS_APP, tid: tenant, ver: '2.0' })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'sample' })
      .setIssuer(`https://login.microsoftonline.com/${tenant}/v2.0`)
      .setAudience(String(settings['audience']))
      .setIssuedAt(seconds)
      .setNotBefore(seconds)
      .setExpirationTime(seconds + TOKEN_SECONDS)
      .sign(await importPKCS8(secret, 'RS256'));
    return { authorization: `Bearer ${token}` };
  },
  samples: (now) => [commonAlert(now)],
} as const satisfies SourceClient;

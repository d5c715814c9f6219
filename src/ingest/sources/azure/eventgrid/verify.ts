import type { SourceGrant } from '../../../../contracts/access.ts';
import type { Failure } from '../../../../kit/errors.ts';
import { ok, type Result } from '../../../../kit/result.ts';
import { checkKey } from '../../../secrets.ts';
import type { Outside, RequestFacts, Verified } from '../../../source.ts';
import { settingOf, verifyEntra } from '../entra.ts';

/** Event Grid's application in every tenant of the public cloud: https://learn.microsoft.com/en-us/azure/event-grid/scripts/powershell-webhook-secure-delivery-microsoft-entra-app */
export const EVENT_GRID_APP = '4962773b-9cdb-44cf-a8bf-237846a00ab7';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * A delivery property (a fixed header of the event subscription) with the source's secret, `x-vedette-key` or `authorization: Bearer`;
 * or, where the source has a tenant and an audience, Event Grid's Entra token and nothing else. One of the two alone is a mistake
 * that lets nobody in. The id of an event (`aeg-output-event-id`) is its publisher's and may be another's too: it is no sender's id.
 */
export async function verifyEventGrid(
  request: RequestFacts,
  grant: SourceGrant,
  outside: Outside,
): Promise<Result<Verified, Failure>> {
  const withToken = settingOf(grant, 'tenant') !== undefined || settingOf(grant, 'audience') !== undefined;
  const { headers } = request;
  const proven = withToken
    ? await verifyEntra(request, grant, outside, EVENT_GRID_APP)
    : checkKey(headers.get('x-vedette-key') ?? BEARER.exec(headers.get('authorization') ?? '')?.[1], grant);
  return proven.ok ? ok({}) : proven;
}

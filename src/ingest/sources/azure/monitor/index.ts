import { problemResponse } from '../../../../kit/errors.ts';
import { ok } from '../../../../kit/result.ts';
import { addRecord } from '../../../recognise/index.ts';
import type { Source } from '../../../source.ts';
import { verifyEntra } from '../entra.ts';

const MIB = 1024 * 1024;

/** Action groups' application in every tenant of the public cloud: https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/action-groups */
export const ACTION_GROUPS_APP = '461e8683-5575-4561-ac7f-899cc907d62a';

/**
 * Secure webhook of an Azure Monitor action group. It comes again after 408, 429, 503 and 504, up to five times within two minutes,
 * and then leaves the address alone for fifteen.
 */
export const monitor = {
  id: 'azure.monitor',
  contentTypes: ['application/json'],
  // The common schema has at most 256 KiB; older ones of log alerts carry their search results.
  limits: { bodyBytes: 2 * MIB, decompressedBytes: 8 * MIB, records: 2_000, depth: 64 },
  async verify(request, grant, outside) {
    const proven = await verifyEntra(request, grant, outside, ACTION_GROUPS_APP);
    return proven.ok ? ok({}) : proven;
  },
  framing: () => ({ as: 'document', lists: [] }),
  read: (into, { value, at }) =>
    addRecord(into, value, at, {
      expected: 'no alert that is known here; set the action to the common alert schema',
    }),
  reply: {
    accepted: () => new Response(null, { status: 200 }),
    failed: (_request, failed) => problemResponse(failed),
  },
} as const satisfies Source;

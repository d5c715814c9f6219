import { WorkerEntrypoint } from 'cloudflare:workers';

/** The gate: one organisation has a source for everything under AWSLogs/, no other has one. */
export class PullCredentials extends WorkerEntrypoint {
  forObject(request: { org: string; key: string }) {
    return request.org.startsWith('org_p') && request.key.startsWith('AWSLogs/')
      ? {
          ok: true,
          value: {
            source: 'src_logs',
            accounts: ['123456789012'],
            region: 'eu-west-1',
            owner: '123456789012',
            prefix: 'AWSLogs/',
            narrower: [],
            credentials: {
              accessKeyId: 'ASIATESTTESTTEST0001',
              secretAccessKey: 'test',
              sessionToken: 'token',
              expiresAt: Date.now() + 900_000,
              narrowed: true,
            },
          },
        }
      : { ok: false, error: { code: 'not_found', detail: 'no source covers this object' } };
  }
}

export default { fetch: () => new Response(null, { status: 404 }) };

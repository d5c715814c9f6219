import { WorkerEntrypoint } from 'cloudflare:workers';

/** The gate's read entrypoint: one organisation has an account, no other has. */
export class ReadCredentials extends WorkerEntrypoint {
  forRead(request: { org: string; account: string }) {
    return request.org === 'org_acme'
      ? { ok: true, value: { accessKeyId: 'AKIATESTTESTTEST0001', secretAccessKey: 'test', narrowed: true } }
      : { ok: false, error: { code: 'forbidden', detail: `account ${request.account} is not registered` } };
  }
}

export default { fetch: () => new Response(null, { status: 404 }) };

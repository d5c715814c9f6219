import { expect } from 'vitest';
import type { ClientRequest } from '../client.ts';

type Form = (response: Response, request: ClientRequest) => Promise<void>;

/** RFC 9457, our own. */
const problem: Form = async (response) => {
  const text = await response.text();
  if (response.ok) return;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(JSON.parse(text)).toMatchObject({
    status: response.status,
    type: expect.stringMatching(/^urn:vedette:problem:/) as string,
    detail: expect.any(String) as string,
  });
};

const FORMS: Readonly<Record<string, Form>> = {
  'aws.firehose': async (response, request) => {
    expect(response.headers.get('content-type')).toBe('application/json');
    const reply = await response.json<Record<string, unknown>>();
    expect(reply['requestId']).toBe(request.headers['x-amz-firehose-request-id']);
    expect(Number.isSafeInteger(reply['timestamp'])).toBe(true);
    expect(typeof reply['errorMessage']).toBe(response.ok ? 'undefined' : 'string');
  },
  // A `Status` of the Kubernetes API.
  'kubernetes.audit': async (response) => {
    if (response.ok) return;
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({ kind: 'Status', status: 'Failure', code: response.status });
  },
  'splunk.hec': async (response) => {
    expect(response.headers.get('content-type')).toBe('application/json');
    const reply = await response.json<Record<string, unknown>>();
    expect(typeof reply['text']).toBe('string');
    expect(reply['code'] === 0).toBe(response.ok);
  },
  'opentelemetry.logs': async (response) => {
    expect(response.headers.get('content-type')).toBe('application/json');
    const reply = await response.json<Record<string, unknown>>();
    if (!response.ok)
      expect(reply).toMatchObject({ code: expect.any(Number) as number, message: expect.any(String) as string });
  },
};

/** How a kind's answers must look, success or failure. Reads the body. */
export const formOf = (kind: string): Form => FORMS[kind] ?? problem;

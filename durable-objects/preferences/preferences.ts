import { createDurable, proxyDurable } from 'itty-durable';
import { fromBase64, toBase64Url, utf8 } from '../../src/kit/bytes.ts';

interface ItsMethods {
  kept(): Promise<{ text: string }>;
  keep(text: string): Promise<{ kept: true }>;
}

/**
 * A person's dashboard: theme, density, layout, saved views. One object a person, the whole document under one key, the last
 * writer wins: small and harmless, which is what itty-durable is fit for. What matters lives in native objects.
 */
export class Preferences extends createDurable({ autoPersist: true }) {
  text = '';

  kept(): { text: string } {
    return { text: this.text };
  }
  keep(text: string): { kept: true } {
    this.text = text;
    return { kept: true };
  }
}

/** One person's preferences, named by organisation and person. The library calls by header, which takes ASCII only: base64url. */
export function preferencesOf(namespace: DurableObjectNamespace, org: string, user: string) {
  const object = proxyDurable(namespace, { name: 'preferences', parse: true }).get(`${org}/${user}`) as ItsMethods;
  return {
    async read(): Promise<Record<string, unknown>> {
      const { text } = await object.kept();
      if (text === '') return {};
      return JSON.parse(new TextDecoder().decode(fromBase64(text))) as Record<string, unknown>;
    },
    async write(document: Record<string, unknown>): Promise<void> {
      await object.keep(toBase64Url(utf8(JSON.stringify(document))));
    },
  };
}

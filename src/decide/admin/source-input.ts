import type { SecretForm, SourceAbout, SourceSetting, SourceSettings } from '../../contracts/source-about.ts';
import { SOURCE_CATALOGUE } from '../../contracts/source-catalogue.generated.ts';
import { toBase64, toBase64Url } from '../../kit/bytes.ts';
import { randomBytes } from '../../kit/crypto.ts';
import { failure, type Failure } from '../../kit/errors.ts';
import { err, ok, type Result } from '../../kit/result.ts';
import { WEBHOOK_SECRET_FORM, webhookSecretOf } from '../../kit/webhook-secret.ts';

const SECRET_BYTES = 32;
/** A kind that asks for more is wrong; the contract bounds lists too. */
const LIST_MAX_VALUES = 200;

export const kindOf = (id: string): SourceAbout | undefined => SOURCE_CATALOGUE.find((k) => k.id === id);

/** A kind that is offered, or `unprocessable` with those that are. */
export function requireKind(id: string): Result<SourceAbout, Failure> {
  const about = kindOf(id);
  if (about) return ok(about);
  const known = SOURCE_CATALOGUE.map((k) => k.id).join(', ');
  return err(failure('unprocessable', `there is no such kind; take one of ${known}`, { field: '/kind' }));
}

/** The Standard Webhooks form is that of its specification, "Signature scheme". */
const SECRET_BY_FORM: Readonly<Record<SecretForm, (source: string) => string | undefined>> = {
  random: () => toBase64Url(randomBytes(SECRET_BYTES)),
  webhook: () => `whsec_${toBase64(randomBytes(SECRET_BYTES))}`,
  addressed: (source) => `${source}.${toBase64Url(randomBytes(SECRET_BYTES))}`,
  none: () => undefined,
};

/** A new secret in a kind's form; undefined for a kind whose senders sign with their vendor's key. */
export const newSecret = (about: SourceAbout, source: string): string | undefined =>
  SECRET_BY_FORM[about.secret](source);

/** The secret that a kind's sender issued, in the form that ingest knows; `unprocessable` without a word of what was given. */
export function givenSecret(about: SourceAbout, given: string): Result<string, Failure> {
  if (about.secret !== 'webhook')
    return wrong(
      about.secret === 'none'
        ? `senders of ${about.id} sign with a key of their vendor: there is no secret to give`
        : `the gate makes the secret of ${about.id}: leave it out, and give the sender the one that is answered`,
      'secret',
    );
  const secret = webhookSecretOf(given);
  if (secret !== undefined) return ok(secret);
  return wrong(`this is no signing secret of a webhook’s sender: expected is ${WEBHOOK_SECRET_FORM}`, 'secret');
}

const wholly = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');
const pointer = (...path: readonly (string | number)[]): string =>
  path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
const wrong = (detail: string, ...path: readonly (string | number)[]) =>
  err(failure('unprocessable', detail, { field: pointer(...path) }));

/**
 * A kind's settings out of what an admin gave: every required one there, none that the kind does not know, each value wholly what
 * its pattern says; lists without repetitions. `unprocessable` with the field (`/settings/topics/2`) otherwise.
 */
export function settingsFor(about: SourceAbout, given: SourceSettings): Result<SourceSettings, Failure> {
  const names = about.settings.map((s) => s.name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const offered = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    return wrong(`${about.id} has no such setting; ${offered}`, 'settings', unknown);
  }
  const taken: Record<string, string | readonly string[]> = {};
  for (const setting of about.settings) {
    const value = Object.hasOwn(given, setting.name) ? given[setting.name] : undefined;
    const checked = valueFor(setting, value);
    if (!checked.ok) return checked;
    if (checked.value !== undefined) taken[setting.name] = checked.value;
  }
  return ok(taken);
}

function valueFor(
  setting: SourceSetting,
  value: string | readonly string[] | undefined,
): Result<string | readonly string[] | undefined, Failure> {
  const { name, label, example, required } = setting;
  if (value === undefined || value.length === 0)
    return required ? wrong(`${label} is missing; an example is ${example}`, 'settings', name) : ok(undefined);
  const pattern = wholly(setting.pattern);
  const unlike = `${label} does not read as expected; an example is ${example}`;
  if (setting.type === 'text') {
    if (typeof value !== 'string') return wrong(`${label} is one text, not a list`, 'settings', name);
    return pattern.test(value) ? ok(value) : wrong(unlike, 'settings', name);
  }
  if (typeof value === 'string') return wrong(`${label} is a list of texts`, 'settings', name);
  if (value.length > LIST_MAX_VALUES) return wrong(`${label} has at most ${LIST_MAX_VALUES} values`, 'settings', name);
  const at = value.findIndex((v) => !pattern.test(v));
  return at < 0 ? ok([...new Set(value)]) : wrong(unlike, 'settings', name, at);
}

/** The accounts of a source, sorted and each once; `unprocessable` with the field for one that is none in its kind's words. */
export function accountsFor(about: SourceAbout, given: readonly string[]): Result<string[], Failure> {
  const pattern = wholly(about.accounts.pattern);
  const at = given.findIndex((a) => !pattern.test(a));
  if (at < 0) return ok([...new Set(given)].sort());
  return wrong(`these are ${about.accounts.label}, such as ${about.accounts.example}`, 'accounts', at);
}

import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { parseRules } from '../../src/detect/compile-rules.ts';
import type { RuleAst } from '../../src/detect/ast.ts';
import { LINUX_FIELDS, NOUNS, OTHER_FIELDS, SERVICES, VERBS, WORDS } from './detect-words.ts';

/*
 * Rules of the bench's own making, in the shapes that were counted in public rules: how many of 400 rules about clouds, identities,
 * applications and networks use a feature. A file of newer counts may be named by SIGMA_FEATURE_USAGE; else these
 * are used.
 */
const COUNTED = process.env['SIGMA_FEATURE_USAGE'];
const FEATURES: Readonly<Record<string, number>> = {
  'value list': 161,
  'dotted field name': 108,
  'mod:contains': 55,
  'cond: 1 of pattern*': 38,
  'cond: not': 32,
  'mod:endswith': 29,
  'keyword list': 24,
  'numeric value': 18,
  'mod:startswith': 16,
  'wildcard *': 15,
  'mod:all': 13,
  'null value': 5,
  'list of maps': 4,
  'mod:re': 3,
  'mod:cidr': 2,
  'mod:fieldref': 1,
};
const FEATURE_RULES = 400;
/** Public rules for CloudTrail among those 400. */
const AWS_SHARE = 57 / FEATURE_RULES;

/** The share of rules that use a feature. */
export type Shares = (feature: string) => number;

export function readShares(): { readonly shares: Shares; readonly from: string } {
  if (COUNTED === undefined)
    return { shares: (f) => (FEATURES[f] ?? 0) / FEATURE_RULES, from: 'the counts in this file' };
  const counted = JSON.parse(readFileSync(COUNTED, 'utf8')) as {
    total_rules: number;
    features: Record<string, number>;
  };
  return { shares: (f) => (counted.features[f] ?? 0) / counted.total_rules, from: COUNTED };
}

/** Mulberry32: the same rules on every machine. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * `cloudtrail`: every rule is for the log source of the events and reads their fields. `mixed`: most read fields of other senders
 * and are told apart by nothing but what they look for, since no log source is given.
 */
export type Mix = 'cloudtrail' | 'mixed';

export function generateRules(count: number, mix: Mix, shares: Shares): readonly RuleAst[] {
  const next = random(count === 0 ? 1 : 20_261_121);
  const make = new RuleMaker(next, shares);
  const files = Array.from({ length: count }, (_, n) => {
    const aws = mix === 'cloudtrail' || next() < AWS_SHARE;
    const rule = {
      title: `Generated ${n}`,
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      status: 'test',
      level: 'low',
      logsource: { product: 'aws', service: 'cloudtrail' },
      detection: make.detection(aws),
    };
    return { path: `generated-${n}.yml`, text: stringify(rule, { lineWidth: 0 }) };
  });
  const { rules, errors } = parseRules(files);
  if (errors.length > 0) throw new Error(`a generated rule does not parse: ${JSON.stringify(errors[0])}`);
  return rules.rules;
}

type Map_ = Record<string, unknown>;

class RuleMaker {
  private readonly next: () => number;
  private readonly shares: Shares;

  constructor(next: () => number, shares: Shares) {
    this.next = next;
    this.shares = shares;
  }

  detection(aws: boolean): Map_ {
    if (this.has('keyword list')) return { keywords: this.some(() => this.pick(WORDS), 2, 5), condition: 'keywords' };
    if (this.has('cond: 1 of pattern*'))
      return { selection_1: this.selection(aws), selection_2: this.selection(aws), condition: '1 of selection_*' };
    if (this.has('list of maps'))
      return { selection: [this.selection(aws), this.selection(aws)], condition: 'selection' };
    if (this.has('cond: not'))
      return { selection: this.selection(aws), filter: this.detail(aws), condition: 'selection and not filter' };
    return { selection: this.selection(aws), condition: 'selection' };
  }

  /** Half of the rules that seek a part of a text name no operation beside it: those the index cannot find by name. */
  private selection(aws: boolean): Map_ {
    const parts = this.parts(aws);
    const alone = Object.keys(parts).length > 0 && this.next() < 0.5;
    const named = alone ? {} : aws ? this.operation() : this.event();
    const detail = this.next() < this.shares('dotted field name') ? this.detail(aws) : {};
    return { ...named, ...parts, ...(alone ? {} : detail) };
  }

  private operation(): Map_ {
    const service = this.pick(SERVICES);
    const nouns = NOUNS[SERVICES.indexOf(service) % NOUNS.length]!;
    const name = (): string => `${this.pick(VERBS)}${this.pick(nouns)}`;
    return {
      ...(this.next() < 0.85 ? { eventSource: `${service}.amazonaws.com` } : {}),
      eventName: this.has('value list') ? this.some(name, 2, 5) : this.has('wildcard *') ? `${name()}*` : name(),
    };
  }

  private event(): Map_ {
    const field = this.pick(OTHER_FIELDS);
    const value = (): string => `${this.pick(VERBS)} ${this.pick(this.pick(NOUNS))}`.toLowerCase();
    return { [field]: this.has('value list') ? this.some(value, 2, 6) : value() };
  }

  private parts(aws: boolean): Map_ {
    const out: Map_ = {};
    const field = (): string => this.pick(aws ? TEXT_FIELDS : LINUX_FIELDS);
    const word = (): string => this.pick(WORDS);
    if (this.has('mod:contains'))
      out[this.has('mod:all') ? `${field()}|contains|all` : `${field()}|contains`] = this.some(word, 2, 4);
    if (this.has('mod:endswith')) out[`${field()}|endswith`] = this.some(() => `/${word()}`, 1, 4);
    if (this.has('mod:startswith')) out[`${field()}|startswith`] = `${word()}-`;
    if (this.has('mod:re')) out[`${field()}|re`] = `${word()}-[0-9]{2,}(a+)+$`;
    return out;
  }

  private detail(aws: boolean): Map_ {
    if (this.has('null value')) return { errorCode: null };
    if (this.has('mod:cidr')) return { 'sourceIPAddress|cidr': '10.0.0.0/8' };
    if (this.has('mod:fieldref')) return { 'recipientAccountId|fieldref': 'userIdentity.accountId' };
    if (this.has('numeric value')) return { 'requestParameters.maxResults': 100 };
    const value = this.has('value list') ? this.some(() => this.pick(WORDS), 2, 4) : this.pick(WORDS);
    return { [this.pick(aws ? DETAIL_FIELDS : OTHER_FIELDS)]: value };
  }

  private has(feature: string): boolean {
    return this.next() < this.shares(feature);
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)]!;
  }

  private some(make: () => string, least: number, most: number): string[] {
    const count = least + Math.floor(this.next() * (most - least + 1));
    return [...new Set(Array.from({ length: count }, make))];
  }
}

/** Every event has them, so each text sought here is sought in every event. */
const TEXT_FIELDS = [
  'userAgent',
  'userIdentity.arn',
  'userIdentity.principalId',
  'eventName',
  'errorMessage',
  'requestParameters.policyDocument',
  'requestParameters.bucketName',
  'requestParameters.roleName',
  'tlsDetails.clientProvidedHostHeader',
];
const DETAIL_FIELDS = [
  'userIdentity.type',
  'userIdentity.userName',
  'userIdentity.sessionContext.attributes.mfaAuthenticated',
  'requestParameters.userName',
  'requestParameters.groupId',
  'requestParameters.attribute',
  'requestParameters.publiclyAccessible',
  'responseElements.publiclyAccessible',
  'additionalEventData.MFAUsed',
  'errorCode',
  'awsRegion',
];

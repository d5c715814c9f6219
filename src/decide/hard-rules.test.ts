import { describe, expect, it } from 'vitest';
import { hardForbids } from './hard-rules.ts';
import { policyInput } from './policy-input.ts';
import { testAction, testDraft, testFacts } from './testing/rules.ts';

const { spec } = testDraft();
const forbids = (draft: ReturnType<typeof testDraft>): string => hardForbids(draft, testFacts).join(' | ');

describe('hard rules', () => {
  it('let an honest draft through', () => expect(forbids(testDraft())).toBe(''));
  it.each([
    ['an account of nobody', { spec: { ...spec, account: '999999999999' } }, 'not registered'],
    ['an unknown action', { spec: { ...spec, action: 'test.other' } }, 'not registered'],
    ['parameters that do not fit', { spec: { ...spec, params: { userName: 7 } } }, '/userName'],
    [
      'a target other than the parameters say',
      { spec: { ...spec, target: 'arn:aws:iam::111122223333:user/x' } },
      'computes',
    ],
    [
      'a lock left out or added',
      { spec: { ...spec, locks: [...spec.locks, 'arn:aws:iam::111122223333:user/y'] } },
      'computes',
    ],
    ['a lease longer than the longest', { leaseMs: 3_600_001 }, 'lease is longer'],
    ['foreign evidence', { foreignEvidence: true }, 'may not speak of'],
  ])('forbid %s', (_, more, reason) => expect(forbids(testDraft(more))).toContain(reason));

  const aimedAt = (userName: string, accessKeyId = 'AKIAMALLORY') => {
    const target = `arn:aws:iam::111122223333:user/${userName}`;
    return testDraft({ spec: { ...spec, params: { userName, accessKeyId }, target, locks: [target] } });
  };
  it('forbid what a protected pattern covers', () =>
    expect(forbids(aimedAt('break-glass-1'))).toContain('break glass'));
  it("forbid a role of Vedette's that has a path", () => {
    const accounts = new Map(
      [...testFacts.accounts].map(([id, a]) => [id, { ...a, writeRoleArn: `arn:aws:iam::${id}:role/soc/writer` }]),
    );
    const target = 'arn:aws:iam::111122223333:role/writer';
    const aimed = testDraft({ spec: { ...spec, target, locks: [target] } });
    expect(hardForbids(aimed, { ...testFacts, accounts }).join()).toContain("Vedette's own");
  });
  it('forbid a target or a lock in another account, registered or not', () => {
    const elsewhere = 'arn:aws:iam::999999999999:user/mallory';
    expect(forbids(testDraft({ spec: { ...spec, target: elsewhere } }))).toContain('is not in account');
    expect(forbids(testDraft({ spec: { ...spec, locks: [...spec.locks, elsewhere] } }))).toContain('is not in account');
  });
  it('an empty text is nobody’s key, though a keyless account has an empty one', () => {
    const accounts = new Map([...testFacts.accounts].map(([id, a]) => [id, { ...a, accessKeyId: '' }]));
    const draft = testDraft({ spec: { ...spec, params: { ...spec.params, note: '' } } });
    expect(hardForbids(draft, { ...testFacts, accounts }).join()).not.toContain("Vedette's own");
  });
  it("forbid Vedette's own access key wherever it is named", () =>
    expect(forbids(aimedAt('anybody', 'AKIAOWN'))).toContain("Vedette's own"));
});

describe('policy input', () => {
  const account = testFacts.accounts.get('111122223333')!;
  const moment = { hour: 3, dayOfWeek: 6, automaticLeft: 20, blastThisHour: 0, agentActionsLeft: {} };
  const proposal = { requestedBy: 'worker:supervisor', risk: 10 };
  it('takes the worse of action and preview: a preview can add to a risk, never take from it', () => {
    const { preview } = testDraft();
    const worse = testDraft({ preview: { ...preview, reversibility: 'disruptive' } });
    expect(policyInput(worse, proposal, account, testAction, moment).context).toMatchObject({
      disruptive: true,
      reversible: false,
    });
    const forged = policyInput(testDraft(), proposal, account, { ...testAction, risk: 'destructive' }, moment);
    expect(forged.context).toMatchObject({ disruptive: true, reversibility: 'destructive' });
  });
  it('counts an unknown environment as production', () => {
    expect(
      policyInput(testDraft(), proposal, { ...account, environment: 'unknown' }, testAction, moment).context.production,
    ).toBe(true);
    expect(
      policyInput(testDraft(), proposal, { ...account, environment: 'staging' }, testAction, moment).context.production,
    ).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { audit } from './index.ts';

const ids = (more: object, role?: string) =>
  audit
    .entities({ auditID: 'a-1', stage: 'ResponseComplete', verb: 'create', user: { username: 'admin' }, ...more })
    .filter((e) => role === undefined || e.role === role)
    .map((e) => `${e.type} ${e.id}`);

describe('who the caller is in the cloud of the cluster', () => {
  it('on EKS: the role or user of the account, and the key', () => {
    const extra = {
      canonicalArn: ['arn:aws:iam::123456789012:role/Shop'],
      arn: ['arn:aws:sts::123456789012:assumed-role/Shop/mara'],
      accessKeyId: ['ASIAEXAMPLEEXAMPLE00'],
    };
    expect(ids({ user: { username: 'admin', extra } }, 'actor')).toEqual([
      'principal admin',
      'principal arn:aws:iam::123456789012:role/Shop',
      'access_key ASIAEXAMPLEEXAMPLE00',
    ]);
    const text = { canonicalArn: ['no arn'], accessKeyId: ['no key'] };
    expect(ids({ user: { username: 'admin', extra: text } }, 'actor')).not.toContain('access_key no key');
  });

  it('on AKS: the object id that Entra’s records have', () => {
    const oid = '3f2c9a64-1b7e-4d08-a5c3-9e6d2f8b1a70';
    expect(ids({ user: { username: 'ida@example.com', extra: { oid: [oid] } } }, 'actor')).toContain(
      `principal ${oid}`,
    );
  });

  it('an address is the same person however it is written', () => {
    const user = { username: 'Ida@Example.com' };
    expect(ids({ user }, 'actor')).toEqual(['principal ida@example.com']);
    expect(audit.traits({ user })).toMatchObject({ principal: 'ida@example.com' });
    expect(ids({ user: { username: 'system:serviceaccount:Shop:a@b' } }, 'actor')).toEqual([
      'principal system:serviceaccount:Shop:a@b',
    ]);
  });
});

it('a binding is about those who get the role, too', () => {
  const subjects = [
    { kind: 'ServiceAccount', name: 'default' },
    { kind: 'User', name: 'Eve@example.com' },
    { kind: 'Group', name: 'system:unauthenticated' },
    'text',
  ];
  const objectRef = { resource: 'rolebindings', namespace: 'shop', name: 'b', apiGroup: 'rbac.authorization.k8s.io' };
  expect(ids({ objectRef, requestObject: { subjects } }, 'target')).toEqual([
    'resource rbac.authorization.k8s.io/namespaces/shop/rolebindings/b',
    'principal system:serviceaccount:shop:default',
    'principal eve@example.com',
  ]);
  expect(ids({ objectRef: { resource: 'pods', name: 'p' }, requestObject: { subjects } }, 'target')).toHaveLength(1);
});

it('an object with a generated name has the name that the answer gives it', () => {
  const objectRef = { resource: 'pods', namespace: 'shop' };
  const made = {
    requestObject: { metadata: { generateName: 'job-' } },
    responseObject: { metadata: { name: 'job-x7' } },
  };
  expect(ids({ objectRef, ...made }, 'target')).toEqual(['resource namespaces/shop/pods/job-x7']);
});

import { expect, it } from 'vitest';
import { withHead } from './use-pages.ts';

const page = (ids: string, next?: string) => ({ items: Array.from(ids), ...(next === undefined ? {} : { next }) });
const idOf = (id: string): string => id;
const data = { pages: [page('cba', 'n1'), page('zyx')], pageParams: ['', 'n1'] };

it('puts what is new on top and keeps how far the pages reach', () => {
  expect(withHead(data, page('edc', 'n0'), idOf)?.pages).toEqual([page('edcba', 'n1'), page('zyx')]);
});
it('takes each row once, at its newer place', () => {
  expect(withHead(data, page('dyc'), idOf)?.pages).toEqual([page('dycba', 'n1'), page('zx')]);
});
it('gives up where so much came that the new head does not reach the old one', () => {
  expect(withHead(data, page('mno', 'n0'), idOf)).toBeUndefined();
});
it('begins an empty list', () => {
  expect(withHead({ pages: [page('')], pageParams: [''] }, page('ab'), idOf)?.pages).toEqual([page('ab')]);
});

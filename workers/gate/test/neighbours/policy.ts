// The real one: Cedar decides in these tests too.
export { default, Policy } from '../../../policy/index.ts';

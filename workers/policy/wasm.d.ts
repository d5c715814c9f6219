/* eslint-disable no-underscore-dangle -- the name is wasm-bindgen's */
declare module '*/cedar_wasm_bg.js' {
  export * from '@cedar-policy/cedar-wasm';
  export function __wbg_set_wasm(exports: unknown): void;
}

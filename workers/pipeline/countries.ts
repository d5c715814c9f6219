import bytes from '../../src/detect/enrich/countries.bin';
import { openCountries, type Countries } from '../../src/detect/enrich/country.ts';

let opened: Countries | undefined;

/** The table of countries that this Worker carries. */
export const bundledCountries = (): Countries => (opened ??= openCountries(new Uint8Array(bytes)));

/** What a person is asked for, where one word for it must be known again. */
export const UNCONTAINED = 'Nothing was found to contain and the risk is high; look at it and close it yourself.';
/** Nothing can be contained of a sender that stopped, and nobody but a person can start it. */
export const SILENT = 'An event source fell silent: start its sender again or disable the source, then close this.';
export const BACK = 'What had fallen silent speaks again: see what was missed meanwhile, then close this.';

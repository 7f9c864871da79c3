/** What `quietpost verify` finds. Names of tables are those of the file. */

export const evidenceEn = {
  'chain-changed': 'does not fit its hash: it was changed after it was written, or not written by quietpost',
  'chain-inserted': 'was put in: the record after it follows the one before it',
  'chain-moved': 'stands at another place than it was written',
  'chain-missing': 'follows a record that is not there: one or more before it are missing or were replaced',
  'chain-inserted-last': 'was put in after the end of the chain',
  'chain-all-missing': 'all records are missing: the chain ends before its noted end',
  'chain-end-missing':
    'one or more records after the last one are missing: the chain ends before its noted end',
  'seal-entry-changed': 'changed: entry {n} of the seal is not what was written, or one is missing before it',
  'seal-unsealed': 'put in: {count} rows of {table} are in no entry of the seal',
  'seal-missing': 'missing: {count} rows of {table} written {at}',
  'seal-put-in': 'put in: {count} rows of {table} into what was written {at}',
  'seal-changed': 'changed: a row of {table} that was written {at}',
  'seal-gone': 'missing: {count} rows of {table} are gone, {pruned} were deleted for their age',
  'seal-more-minutes': 'put in: {count} rows of minutes more than were sealed',
  'seal-fewer-minutes': 'missing: {count} rows of minutes that were sealed',
  'seal-too-early': 'deleted too early: {count} rows of {table}, {at}',
  'seal-foreign': 'put in: {tables} of entry {n}, found {at}, were not written by quietpost',
  'head-unreadable': 'changed: a head of the seal cannot be read',
  'head-unsigned': 'changed: the signature of the head of {size} entries is not valid',
  'head-other': 'changed: the entries before the head of {at} are not those that were signed',
  'expected-unsigned': 'the expected head is not signed by the key that it names',
  'expected-other-key': 'another key: signed by {own}, expected was {key}',
  'expected-longer':
    'missing: the expected head has {expected} entries, this history {entries}: an older copy',
  'expected-other': 'changed: the first {size} entries are not those of the expected head',
  'calibration-changed': 'changed: calibration {id} of {meter} does not fit its id',
  'calibration-unmarked': 'missing: the marking of {meter} before calibration {id}, which found it drifted',
  'missing-configuration': 'missing: configuration {id}, to which {count} minutes refer',
  'missing-calibration': 'missing: calibration {id}, to which {count} minutes refer',
} as const;

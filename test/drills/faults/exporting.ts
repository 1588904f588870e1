import type { Fault } from './fault.ts'

/** Faults in what leaves the desk as a file. */
export const exportingFaults: readonly Fault[] = [
  {
    name: 'formulas-run',
    what: 'a cell is only quoted, which keeps it whole and lets a spreadsheet run it',
    drill: 'I3',
    sentence: /cells would run in a spreadsheet/,
    quick: true,
    changes: [
      {
        file: 'shared/audit/csv-cell.ts',
        from: `\${runs.test(line) ? "'" : ''}`,
        to: '',
      },
    ],
  },
  {
    name: 'negative-amounts-as-text',
    what: 'what begins with a minus is made a text, amounts as well, so that a sum over the column leaves them out',
    drill: 'I3',
    sentence: /amounts are no numbers any more/,
    quick: false,
    changes: [
      { file: 'shared/audit/csv-cell.ts', from: '/^-?\\d{1,15}(\\.\\d+)?$/', to: '/^\\d{1,15}(\\.\\d+)?$/' },
    ],
  },
]

import type { Programme } from '#shared/programmes/document.ts'
import { programme } from '#test/support/desk.ts'

/** A dollar for each hour begun: so a longer window gives more, and a shorter one less. */
export const byTheHour: Programme = {
  ...programme,
  unit: { of: 'line' },
  benefits: [
    {
      id: 'long',
      title: 'Eight hours and more',
      when: [{ fact: 'unit.secondsLost', operator: 'atLeast', value: 8 * 3600 }],
      gives: { form: 'flat', minor: '1000' },
      instrument: 'billCredit',
    },
    {
      id: 'short',
      title: 'Two hours and more',
      when: [{ fact: 'unit.secondsLost', operator: 'atLeast', value: 2 * 3600 }],
      gives: { form: 'flat', minor: '400' },
      instrument: 'billCredit',
    },
  ],
  stacking: { ...programme.stacking, benefits: 'first' },
}

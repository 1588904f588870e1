type StopWords = { what: string; meanwhile: string }

const runsHold = 'Runs hold until the stop is lifted; agents give and ask as ever.'

/** What a stop of this scope holds back, and what still works. A scope is 'manual', 'programmes' or 'programme:<its id>'. */
export const stopWords = (scope: string): StopWords =>
  scope === 'manual'
    ? {
        what: 'Manual credits',
        meanwhile: 'Requests can still be made; they wait until the stop is lifted.',
      }
    : scope === 'programmes'
      ? { what: 'Automatic credits', meanwhile: runsHold }
      : { what: `Credits of the programme ${scope.replace('programme:', '')}`, meanwhile: runsHold }

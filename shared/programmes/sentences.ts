import { formatMoney } from '../money.ts'
import type {
  Benefit,
  Choice,
  DayCount,
  InKind,
  MoneyFormula,
  Predicate,
  Programme,
  Test,
} from './document.ts'
import { factKinds } from './fact-names.ts'

export type Section = { readonly title: string; readonly sentences: readonly string[] }

/** The document as a person reads it aloud: every field that decides something is a sentence, and nothing else is. */
export function sentencesOf(programme: Programme): Section[] {
  const { outage, effective, source, wording, supersession } = programme
  const sections: Section[] = [
    {
      title: 'What it is',
      sentences: [
        outage === null ? 'A standing rule for any outage.' : `For the outage ${outage}.`,
        ...(effective
          ? [
              `For outages that begin ${[effective.from && `from ${effective.from}`, effective.to && `until ${effective.to}`].filter(Boolean).join(' ')}.`,
            ]
          : []),
        `The customer reads: “${wording.replace('{amount}', '(the amount)')}”.`,
        `Source: ${source}.`,
        supersession.supersedes === null
          ? 'It is a first version.'
          : `It supersedes version ${supersession.supersedes} ${{ delta: 'and pays the difference', replace: 'and pays anew', none: 'and pays nothing to whom that one paid' }[supersession.mode]}.`,
      ],
    },
    { title: 'What counts as a loss', sentences: triggerSentences(programme) },
    { title: 'Who is eligible', sentences: programme.eligibility.map(predicateSentence) },
    { title: 'What is paid for', sentences: unitSentences(programme) },
    {
      title: 'How much',
      sentences: [
        ...programme.benefits.map((each) => benefitSentence(each, programme)),
        ...limitSentences(programme),
      ],
    },
    { title: 'How it reaches the customer', sentences: deliverySentences(programme) },
    {
      title: 'What was left open, and how it is settled',
      sentences: programme.ambiguities.map(({ question, resolved }) => `${question} ${resolved}`),
    },
  ]
  return sections.filter(({ sentences }) => sentences.length > 0)
}

const spaced = (word: string): string =>
  word
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
    .replaceAll('_', ' ')
const orList = (values: readonly string[]): string =>
  values.map((each) => each.replaceAll('_', ' ')).join(' or ')

const operators: Record<Test['operator'], string> = {
  is: 'is',
  isNot: 'is not',
  in: 'is',
  notIn: 'is none of',
  atLeast: 'is at least',
  moreThan: 'is more than',
  atMost: 'is at most',
  lessThan: 'is less than',
}
function testWords({ fact, operator, value }: Test): string {
  const { type, words } = factKinds[fact]
  if (type === 'boolean')
    return (value === true) === (operator === 'is') ? words : `it is not so that ${words}`
  return `${words} ${operators[operator]} ${orList((typeof value === 'object' ? value : [value]).map(String))}`
}
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const predicateSentence = (predicate: Predicate): string =>
  `${capital(testWords(predicate))}; otherwise: “${predicate.failure.because}”${predicate.failure.route ? ` (${predicate.failure.route})` : ''}`

function triggerSentences({ trigger }: Programme): string[] {
  const { clock, threshold, dayWindow, scope, markets, attachedAtStart, excludedCauses, services } = trigger
  const starts = {
    incidentStart: 'when the outage begins',
    providerAware: 'when the company becomes aware',
    customerReport: 'when the customer reports it',
    ownLossStart: 'when the line loses service',
  }
  return [
    `Kind: ${spaced(trigger.kind)}.`,
    `The clock starts ${starts[clock.start]}${clock.fromNextDay ? ', from the next civil day' : ''}${clock.grace ? `, after ${clock.grace.days} full ${spaced(clock.grace.of)}` : ''}.`,
    `Time counts ${{ consecutive: 'in one stretch: the longest', cumulative: 'added up', calendarDays: 'by civil days' }[trigger.duration]}.`,
    ...(threshold
      ? [
          `A loss counts from ${threshold.comparison === 'atLeast' ? 'at least' : 'more than'} ${threshold.amount} ${threshold.of}.`,
        ]
      : []),
    ...(dayWindow ? [`Only between ${dayWindow.fromHour}:00 and ${dayWindow.toHour}:00 local time.`] : []),
    ...(scope ?? []).map(predicateSentence),
    ...(markets ? [`Only in ${markets.join(', ')}.`] : []),
    ...(attachedAtStart ? ['The line has to have been on an affected site when the outage began.'] : []),
    ...(excludedCauses ? [`Left out: outages through ${orList(excludedCauses)}.`] : []),
    ...(services ? [`Services: ${services.mode} of ${services.set.join(', ')}.`] : []),
  ]
}

function unitSentences({ unit, stacking }: Programme): string[] {
  return [
    `Each ${unit.of}${unit.kinds ? ` of the kind ${orList(unit.kinds)}` : ''}.`,
    ...(unit.eligibility ?? []).map(predicateSentence),
    ...(stacking.group
      ? [`With other programmes of the group ${stacking.group}: ${spaced(stacking.across)}.`]
      : []),
  ]
}

function benefitSentence({ title, when, gives, rateBase }: Benefit, { currency }: Programme): string {
  const tests = when.length > 0 ? `When ${when.map(testWords).join(' and ')}: ` : ''
  const base = rateBase
    ? ` The rate is ${rateBase.basis === 'current' ? 'the current monthly charge' : `the mean of ${rateBase.basis.averageOfBills} bills`} (${rateBase.components.join(', ')}) over ${{ daysInMonth: 'the days of the month', cycleDays: 'the days of the cycle', 30: '30 days', 31: '31 days' }[rateBase.denominator]}.`
    : ''
  return `${title}. ${capital(`${tests}${givesWords(gives, currency)}`)}.${base}`
}

function givesWords(gives: MoneyFormula | InKind | Choice, currency: string): string {
  const minor = (text: string) => formatMoney({ minor: text, currency })
  switch (gives.form) {
    case 'flat':
      return minor(gives.minor)
    case 'dailyRate':
      return `the daily rate for ${daysWords(gives.days)}`
    case 'percentOfMonthly':
      return `${gives.percent} % of a month`
    case 'amountOfFact':
      return factKinds[gives.fact].words
    case 'percentOfFact':
      return `${gives.percent} % of ${factKinds[gives.fact].words}`
    case 'perFact':
      return `${givesWords(gives.each, currency)} for each of ${factKinds[gives.fact].words}`
    case 'max':
      return `the larger of ${gives.of.map((each) => givesWords(each, currency)).join(' and ')}`
    case 'min':
      return `the smaller of ${gives.of.map((each) => givesWords(each, currency)).join(' and ')}`
    case 'sum':
      return gives.of.map((each) => givesWords(each, currency)).join(' and ')
    case 'perDaySchedule':
      return gives.tiers
        .map(
          ({ fromDay, toDay, each }) =>
            `from day ${fromDay}${toDay === null ? ' on' : ` to ${toDay}`} ${givesWords(each, currency)}`,
        )
        .join(', ')
    case 'inKind':
      return gives.words
    case 'choice':
      return `a choice of ${gives.of.map(({ label }) => label).join(' or ')}`
  }
}

function daysWords(rule: DayCount): string {
  if (rule.count === 'fixed') return `${rule.days} ${rule.days === '1' ? 'day' : 'days'}`
  const bounds = [
    rule.least !== undefined && `at least ${rule.least}`,
    rule.most !== undefined && `at most ${rule.most}`,
  ]
    .filter(Boolean)
    .join(', ')
  const counted = {
    started: 'each day begun',
    completed: 'each full day',
    exact: 'the time lost, exactly',
    calendar: 'each civil day touched',
  }[rule.count]
  return `${counted}${rule.count === 'exact' && rule.times ? ` times ${rule.times}` : ''}${bounds ? ` (${bounds} days)` : ''}`
}

function limitSentences({ limits, rounding, stacking, currency, benefits }: Programme): string[] {
  const minor = (text: string) => formatMoney({ minor: text, currency })
  const within = (of: string, limit: { floor?: string; cap?: string } | undefined) => [
    ...(limit?.floor !== undefined ? [`At least ${minor(limit.floor)} ${of}.`] : []),
    ...(limit?.cap !== undefined ? [`At most ${minor(limit.cap)} ${of}.`] : []),
  ]
  return [
    ...(benefits.length > 1
      ? [
          `Of several that apply: ${{ sum: 'all are paid', first: 'the first', max: 'the largest' }[stacking.benefits]}.`,
        ]
      : []),
    ...within('each', limits?.perUnit),
    ...within('for the account', limits?.perAccount),
    ...(limits?.perUnit?.monthlyRate ? ['Never more than the monthly charge.'] : []),
    ...(limits?.maxUnits !== undefined ? [`For at most ${limits.maxUnits} of them.`] : []),
    ...(limits?.perWindow
      ? [
          `Within ${limits.perWindow.days} days${limits.perWindow.cap ? ` at most ${minor(limits.perWindow.cap)}` : ''}${limits.perWindow.count ? ` at most ${limits.perWindow.count} times` : ''}.`,
        ]
      : []),
    `Rounded ${spaced(rounding.mode)} ${{ sum: 'once, over all', unit: 'for each', day: 'for each day' }[rounding.level]}.`,
  ]
}

function deliverySentences({ delivery, budget, currency, evidence }: Programme): string[] {
  const minor = (text: string) => formatMoney({ minor: text, currency })
  const { deadline } = delivery
  return [
    {
      automatic: 'Given without being asked for.',
      accept: 'The customer accepts it.',
      claim: 'The customer claims it.',
      manual: 'A person decides.',
    }[delivery.mode],
    ...(deadline
      ? [
          `The last day is ${'on' in deadline ? deadline.on : `${deadline.withinDays} days after the outage’s ${deadline.after === 'outageStart' ? 'start' : 'end'}`}.`,
        ]
      : []),
    ...(evidence?.required ? [`Proof is needed: ${evidence.kinds.join(' or ')}.`] : []),
    `On the bill within ${delivery.withinCycles} ${delivery.withinCycles === 1 ? 'cycle' : 'cycles'}.`,
    {
      finalBill: 'A closed account gets it on its final bill.',
      refund: 'A closed account gets a refund.',
      none: 'A closed account gets nothing.',
    }[delivery.closedAccounts],
    ...(budget
      ? [`It may cost ${minor(budget.total)}, of which ${minor(budget.reserve)} is held back from the run.`]
      : []),
  ]
}

/** What one version says that another does not: by sentence, section by section. */
export type SectionDifference = {
  readonly title: string
  readonly gone: readonly string[]
  readonly came: readonly string[]
  readonly same: number
}
export function differenceOf(before: Programme, after: Programme): SectionDifference[] {
  const [one, other] = [sentencesOf(before), sentencesOf(after)]
  const titles = [...new Set([...one, ...other].map(({ title }) => title))]
  const of = (sections: Section[], title: string) =>
    sections.find((each) => each.title === title)?.sentences ?? []
  return titles.map((title) => {
    const [was, is] = [of(one, title), of(other, title)]
    return {
      title,
      gone: was.filter((each) => !is.includes(each)),
      came: is.filter((each) => !was.includes(each)),
      same: is.filter((each) => was.includes(each)).length,
    }
  })
}

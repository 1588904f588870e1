/**
 * The closed list of facts that a programme may ask about. `values` closes a text where the desk knows all of them.
 * Money facts are minor units as a number, times are seconds.
 */
export type FactKind = {
  readonly type: 'text' | 'number' | 'boolean'
  readonly values?: readonly string[]
  readonly words: string
  /**
   * Known to other systems of the carrier and in none of the files that the desk imports: it counts where somebody gives
   * it (a quote, a case); a run that asks for it leaves the account out as "not known".
   */
  readonly elsewhere?: true
}

const text = (words: string, values?: readonly string[]): FactKind => ({
  type: 'text',
  words,
  ...(values ? { values } : {}),
})
const number = (words: string): FactKind => ({ type: 'number', words })
const boolean = (words: string): FactKind => ({ type: 'boolean', words })
const elsewhere = <Kind extends FactKind>(kind: Kind) => ({ ...kind, elsewhere: true as const })

export const outageCauses = [
  'core_configuration',
  'equipment_failure',
  'software',
  'capacity',
  'fire',
  'weather',
  'disaster',
  'third_party',
  'commercial_power',
  'planned_maintenance',
  'customer_fault',
  'force_majeure',
  'unknown',
] as const
export const serviceNames = ['voice', 'data', 'sms', 'emergency', 'internet', 'tv'] as const
export const unitKinds = [
  'wireless_voice',
  'wireless_data',
  'second_device',
  'fiber',
  'business_fiber',
  'dedicated_internet',
  'internet',
  'telephone',
  'tv',
  'mobile_broadband',
  'contact',
] as const

export const factKinds = {
  'account.type': text('the account’s type', [
    'consumer',
    'small_business',
    'business',
    'prepaid',
    'sub_brand',
  ]),
  'account.status': text('the account’s status', ['active', 'suspended', 'closed']),
  'account.goodStanding': boolean('the account is in good standing'),
  'account.brand': text('the brand that serves the account'),
  'account.market': text('the state, province or country of the account'),
  'account.closedBeforeStart': boolean('the account was closed before the outage began'),
  'account.anyActiveLineAffected': boolean('an active line lost service in the window'),
  'account.flaggedImpacted': boolean('the carrier flagged the account as affected'),
  'account.affectedDeterminable': boolean('the company can tell that the account was affected'),
  'outage.cause': text('the outage’s cause', outageCauses),
  'outage.date': text('the civil date on which the outage began'),
  'outage.sitesOut': number('sites out of service'),
  'outage.longestSiteOutageMinutes': number('minutes for which that many sites were out'),
  'outage.userMinutes': number('user-minutes lost'),
  'outage.minutes': number('minutes from the outage’s start to its end'),
  'claim.evidence': elsewhere(boolean('proof was handed in')),
  'claim.channel': elsewhere(
    text('the way in which it was claimed', ['app', 'web', 'chat', 'phone', 'store', 'letter', 'email']),
  ),
  'claim.documentedLossMinor': elsewhere(number('the documented loss, in minor units')),
  'claim.usageConfirmed': elsewhere(boolean('usage records agree with the claim')),
  'claim.customerAccepts': elsewhere(boolean('the customer accepts the alternative')),
  'unit.kind': text('the kind of line or service', unitKinds),
  'unit.plan': text('the plan’s kind', ['postpaid', 'prepaid', 'no_base_fee']),
  'unit.customer': text('who uses it', ['consumer', 'small_business', 'business']),
  'unit.active': boolean('the line was active when the outage began'),
  'unit.attachedAtStart': boolean('the line was on an affected site when the outage began'),
  'unit.carrierEquipment': elsewhere(boolean('the carrier’s own gateway is used')),
  'unit.inCoverage': elsewhere(boolean('the line is in the carrier’s own coverage')),
  'unit.onBurntCable': elsewhere(boolean('the service runs over the destroyed cable')),
  'unit.multiDwelling': elsewhere(boolean('the service is a building’s, without an account of its own')),
  'unit.listedPlan': elsewhere(boolean('the plan is on the carrier’s list')),
  'unit.unlimitedPlan': elsewhere(boolean('the plan has unlimited data')),
  'unit.topUpMinor': elsewhere(number('the next top-up, in minor units')),
  'unit.waitMinutes': elsewhere(number('minutes waited for a person')),
  'unit.calledBack': elsewhere(boolean('a call-back was offered and kept')),
  'unit.technicianInTime': elsewhere(boolean('a technician came the same or the next day')),
  'unit.promise': elsewhere(text('the promise that was made', ['technician', 'visit', 'none'])),
  'unit.missedVisits': elsewhere(number('visits that were missed or cancelled within 24 hours')),
  'unit.lateStartDays': elsewhere(number('days by which the service started late')),
  'unit.paidOtherwise': elsewhere(boolean('the same line is already paid under another service')),
  'unit.secondsLost': number('seconds lost as the programme measures them'),
} as const satisfies Record<string, FactKind>

export type FactName = keyof typeof factKinds
export const factNames = Object.keys(factKinds) as FactName[]

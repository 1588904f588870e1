export const accountTypes = ['consumer', 'small_business', 'business', 'prepaid', 'sub_brand'] as const
export type AccountType = (typeof accountTypes)[number]
export const accountStatuses = ['active', 'suspended', 'closed'] as const
export type AccountStatus = (typeof accountStatuses)[number]
export type LineStatus = AccountStatus

export const accountTypeWords: Record<AccountType, string> = {
  consumer: 'Consumer postpaid',
  small_business: 'Small business',
  business: 'Business',
  prepaid: 'Prepaid',
  sub_brand: 'Sub-brand',
}

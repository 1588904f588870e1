/** "•••-•••-0142": enough to tell one number from another, not enough to call it. */
export const maskPhone = (phone: string): string => `•••-•••-${phone.replace(/\D/g, '').slice(-4)}`

/** "m•••@example.com": whose it may be, not where it goes. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return at < 1 ? '•••' : `${[...email][0]}•••${email.slice(at)}`
}

/** "••• Main St" says too much: of an address only the city is left, which the search shows as well. */
export const maskAddress = (city: string | null): string => (city ? `•••, ${city}` : '•••')

/** Which way of verifying the panel shows now. */
export type Mode = 'passcode' | 'code' | 'call-back' | 'business-contact' | 'break-glass'

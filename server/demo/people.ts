import type { Chance } from './random.ts'

const words = (text: string): string[] => text.trim().split(/\s*,\s*/)

const first =
  words(`James, Mary, Robert, Patricia, John, Jennifer, Michael, Linda, David, Elizabeth, William, Barbara, Richard, Susan,
  Joseph, Jessica, Thomas, Sarah, Charles, Karen, Christopher, Lisa, Daniel, Nancy, Matthew, Betty, Anthony, Sandra, Mark, Ashley,
  Steven, Kimberly, Andrew, Emily, Paul, Donna, Joshua, Michelle, Kenneth, Carol, Kevin, Amanda, Brian, Melissa, Timothy, Deborah,
  José, María, Luis, Lucía, Jesús, Sofía, Ángel, Inés, Andrés, Begoña, Íñigo, Ximena, Joaquín, Belén, Ramón, Concepción, Raúl, Pilar,
  Seán, Siobhán, Pádraig, Niamh, Aoife, Róisín, Ciarán, Gráinne, Oisín, Eoghan,
  Nguyễn, Thị Hoa, Văn Minh, Anh, Phương, Đức, Thảo, Tuấn, Bảo, Linh,
  Björn, Zoë, Renée, François, Chloé, Jürgen, Łukasz, Agnieszka, Søren, Håkon, Dvořák, Anaïs,
  Wei, Mei, Hiroshi, Yuki, Ji-woo, Priya, Arjun, Aisha, Omar, Fatima, Kwame, Chidi, Ngozi, Amara, Tariq, Leilani, Keanu`)
const last =
  words(`Smith, Johnson, Williams, Brown, Jones, Miller, Davis, Wilson, Anderson, Taylor, Moore, Martin, Lee, Thompson, White,
  Harris, Clark, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott, Hill, Green, Adams, Baker, Nelson, Hall, Campbell, Mitchell,
  García, Rodríguez, Martínez, Hernández, López, González, Pérez, Sánchez, Ramírez, Núñez, Muñoz, Peña, Ibáñez, de la Cruz, de León,
  Lopez Obrador, García Márquez, Ruiz de Alarcón y Mendoza, del Río, Ordóñez Villanueva,
  O'Brien, O'Connor, O'Neill, Ó Súilleabháin, McDonald, McCarthy, MacNamara, Fitzgerald, Ní Dhomhnaill, D'Angelo, D’Souza, St. James,
  Nguyễn, Trần, Lê, Phạm, Huỳnh, Đặng, Bùi, Võ,
  Smith-Jones, Van der Berg, von Hohenlohe-Langenburg, Müller, Schröder, Kowalczyk, Dvořáková, Ångström, Sørensen, Lefèvre,
  Kim, Park, Chen, Wang, Singh, Patel, Krishnamurthy, Venkataramanan, Okafor, Adeyemi, Nwankwo-Oyelaran, Haddad, Kealoha,
  Kahananui, Begay, Papadopoulos, Wojciechowska, Featherstonehaugh-Cholmondeley`)
const trades =
  words(`Bakery, Café, Plumbing, Roofing, Landscaping, Auto Repair, Dental, Pharmacy, Florist, Law Group, Realty, Trucking,
  Tax & Bookkeeping, Hair Studio, Veterinary Clinic, Hardware, Coffee Roasters, Taquería, Phở House, Electric, Pool Service, Daycare`)
const firms =
  words(`Logistics, Health Partners, Manufacturing, Construction, Foods, Energy Services, School District, Hotels, Medical Center,
  Aggregates, Software, Distribution, Engineering, Property Management, Credit Union`)
const forms = ['LLC', 'Inc.', '& Sons', 'Co.', 'LLC', 'Group']
const streets =
  words(`Main St, Oak St, Elm St, Market St, 2nd St, Peachtree St, Maple Ave, Cedar Ln, Washington Blvd, Lincoln Ave,
  Martin Luther King Jr Dr, St. Mary's Rd, El Camino Real, Río Grande Ave, Sunset Blvd, County Road 12`)

export const personName = (chance: Chance): string => `${chance.pick(first)} ${chance.pick(last)}`
export const streetOf = (chance: Chance): string => `${chance.between(100, 9899)} ${chance.pick(streets)}`

export function businessName(chance: Chance, size: 'small' | 'large'): string {
  if (size === 'small') return `${chance.pick(last)} ${chance.pick(trades)} ${chance.pick(forms)}`
  return chance.is(0.5)
    ? `${chance.pick(last)} & ${chance.pick(last)} ${chance.pick(firms)}`
    : `${chance.pick(last)} ${chance.pick(firms)} ${chance.pick(forms)}`
}

/** Addresses of the domain that is nobody's (RFC 2606). */
export function emailOf(name: string, accountId: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/đ/gi, 'd')
    .replace(/ł/gi, 'l')
    .replace(/ø/gi, 'o')
    .toLowerCase()
  const parts = plain
    .replace(/[^a-z\s-]/g, '')
    .split(/[\s-]+/)
    .filter(Boolean)
  return `${parts.slice(0, 2).join('.') || 'customer'}.${accountId.slice(-6)}@example.com`
}

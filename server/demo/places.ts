export type Place = {
  market: string
  city: string
  state: string
  postalCode: string
  zone: string
  areaCodes: string[]
}

/** Markets with the area codes people have there. More codes, more people: it is how many lines a market gets. */
const table = `
NYC|New York|NY|10001|America/New_York|212 646 917 332 718 347 929 914 516 631 845
ALB|Albany|NY|12207|America/New_York|518 838 315 680 585 716 607
EWR|Newark|NJ|07102|America/New_York|201 551 973 862 732 848 908 609 856
PHL|Philadelphia|PA|19103|America/New_York|215 267 445 610 484 717 570 272
PIT|Pittsburgh|PA|15222|America/New_York|412 878 724 814
BOS|Boston|MA|02108|America/New_York|617 857 781 339 508 774 978 351 413
HFD|Hartford|CT|06103|America/New_York|860 959 203 475
PVD|Providence|RI|02903|America/New_York|401
MHT|Manchester|NH|03101|America/New_York|603 802 207
WAS|Washington|DC|20001|America/New_York|202 703 571 240 301
BAL|Baltimore|MD|21201|America/New_York|410 443 667 302
RIC|Richmond|VA|23219|America/New_York|804 757 540 434 276
CHA|Charlotte|NC|28202|America/New_York|704 980 336 919 984 910 252 828
CAE|Columbia|SC|29201|America/New_York|803 843 864 854
ATL|Atlanta|GA|30303|America/New_York|404 678 770 470 706 912 478 229
MIA|Miami|FL|33101|America/New_York|305 786 954 754 561
TPA|Tampa|FL|33602|America/New_York|813 727 941 239 863 352
ORL|Orlando|FL|32801|America/New_York|407 321 689 386 904 772
CLE|Cleveland|OH|44113|America/New_York|216 440 330 234 419 567
CMH|Columbus|OH|43215|America/New_York|614 380 740 220 513 937
DTT|Detroit|MI|48226|America/New_York|313 248 947 586 734 810 989 517 616 231
IND|Indianapolis|IN|46204|America/New_York|317 463 765 260 574
SDF|Louisville|KY|40202|America/New_York|502 859 606
CRW|Charleston|WV|25301|America/New_York|304 681
CHI|Chicago|IL|60601|America/Chicago|312 773 872 630 331 708 847 224 815 779 217 309 618
MKE|Milwaukee|WI|53202|America/Chicago|414 262 920 608 715 534
MSP|Minneapolis|MN|55401|America/Chicago|612 651 763 952 507 320 218
STL|St. Louis|MO|63101|America/Chicago|314 636 573 660 417 816
DSM|Des Moines|IA|50309|America/Chicago|515 319 563 712 641
OMA|Omaha|NE|68102|America/Chicago|402 531 308 605 701
ICT|Wichita|KS|67202|America/Chicago|316 785 913 620
OKC|Oklahoma City|OK|73102|America/Chicago|405 572 918 539 580
LIT|Little Rock|AR|72201|America/Chicago|501 479 870
BNA|Nashville|TN|37203|America/Chicago|615 629 901 731 931 865
BHM|Birmingham|AL|35203|America/Chicago|205 256 938 334 251
JAN|Jackson|MS|39201|America/Chicago|601 769 662 228
MSY|New Orleans|LA|70112|America/Chicago|504 985 225 337 318
DAL|Dallas|TX|75201|America/Chicago|214 469 972 945 817 682 940 903 430
HOU|Houston|TX|77002|America/Chicago|713 832 281 346 409 936 979
SAT|San Antonio|TX|78205|America/Chicago|210 726 830 512 737 361 956
LBB|Lubbock|TX|79401|America/Chicago|806 325 432 254
DEN|Denver|CO|80202|America/Denver|303 720 970 719 983
SLC|Salt Lake City|UT|84101|America/Denver|801 385 435
ABQ|Albuquerque|NM|87102|America/Denver|505 575 915
BOI|Boise|ID|83702|America/Denver|208 986 406 307
PHX|Phoenix|AZ|85004|America/Phoenix|602 480 623 520 928
LAS|Las Vegas|NV|89101|America/Los_Angeles|702 725 775
LAX|Los Angeles|CA|90012|America/Los_Angeles|213 323 310 424 818 747 626 562 661 805 820
SNA|Santa Ana|CA|92701|America/Los_Angeles|714 657 949 909 951 840
SAN|San Diego|CA|92101|America/Los_Angeles|619 858 760 442
SFO|San Francisco|CA|94103|America/Los_Angeles|415 628 650 510 341 925 408 669 707 831
SMF|Sacramento|CA|95814|America/Los_Angeles|916 279 530 209 559
PDX|Portland|OR|97204|America/Los_Angeles|503 971 541 458
SEA|Seattle|WA|98101|America/Los_Angeles|206 425 253 360 564 509
ANC|Anchorage|AK|99501|America/Anchorage|907
HNL|Honolulu|HI|96813|Pacific/Honolulu|808
SJU|San Juan|PR|00901|America/Puerto_Rico|787 939`

export const places: readonly Place[] = table
  .trim()
  .split('\n')
  .map((row) => {
    const [market = '', city = '', state = '', postalCode = '', zone = '', codes = ''] = row.split('|')
    return { market, city, state, postalCode, zone, areaCodes: codes.split(' ') }
  })

/** For each area code its market: picking a code at random picks a market by its weight. `first`: where its market begins. */
export const codes: readonly { code: string; place: Place; first: number }[] = places.flatMap(
  (place, index) => {
    const first = places.slice(0, index).reduce((sum, before) => sum + before.areaCodes.length, 0)
    return place.areaCodes.map((code) => ({ code, place, first }))
  },
)

/** Words that the best-known passwords are made of, in lower case without spaces. */
export const commonWords: readonly string[] = `
password passwort passwd passcode passw0rd motdepasse contrasena senha parola haslo wachtwoord losenord heslo
letmein welcome willkommen bienvenue changeme changethis changeit default secret geheim private access login logon signin
admin administrator root superuser sysadmin system server master owner manager operator guest user username test testing
tester demo example sample temp temporary public backup oracle mysql postgres database office computer internet network
windows microsoft google facebook linkedin twitter instagram amazon apple samsung android iphone github gitlab docker
qwerty qwertz azerty asdf asdfgh zxcvbn zxcvbnm qazwsx iloveyou ilove loveyou loveme lovely love lover honey sweetheart sunshine
princess prince queen king angel babygirl baby beautiful flower butterfly rainbow chocolate cookie cookies banana orange
cherry peaches strawberry pumpkin pepper ginger coffee cheese bacon chicken monkey dragon tiger lion panther eagle falcon
hawk wolf bear shadow ninja pirate warrior hunter killer ranger soldier samurai knight wizard magic merlin gandalf phoenix
unicorn dolphin penguin turtle kitty kitten doggy puppy buddy lucky happy smile peace freedom liberty victory winner champion
football fussball futbol soccer baseball basketball hockey tennis golf rugby cricket chelsea arsenal liverpool barcelona
realmadrid juventus manchester bayern dortmund yankees lakers steelers cowboys packers eagles raiders giants
superman batman spiderman ironman pokemon pikachu naruto goku starwars startrek matrix jordan michael jackson robert daniel
andrew joshua matthew anthony william thomas charlie george jennifer jessica michelle nicole ashley amanda samantha andrea
hannah maggie sophie bailey taylor morgan harley austin dallas london paris berlin boston chicago newyork california texas
america canada brasil brazil mexico germany deutschland france italia espana portugal india pakistan russia china japan
summer winter spring autumn sommer herbst fruehling january february march april june july august september october november
december monday tuesday wednesday thursday friday saturday sunday weekend holiday christmas birthday
mustang ferrari porsche mercedes corvette camaro toyota honda yamaha suzuki ducati harleydavidson
purple yellow silver golden black white green blue diamond crystal platinum money dollar million rich power
metallica nirvana slipknot eminem beatles guitar music dancer dance player gamer playstation nintendo xbox minecraft fortnite
trustno1 trustme trust whatever nothing something anything nobody forever always never hello goodbye please thankyou computer1
fuckyou fuckoff fuck bitch asshole shit sexy hottie pussy dick naked jesus christ church heaven blessed faith grace bible
mother father mommy daddy mama papa sister brother family friend friends forever21 girls boys student teacher school
college university company business finance marketing sales support helpdesk security secure firewall hacker hacked
mypassword yourpassword nopassword newpassword oldpassword mypass pass word code pin keyturn
correcthorsebatterystaple thequickbrownfox
`
  .trim()
  .split(/\s+/)

// What the page may be of, and what it says where that makes a difference.
const list = (names) => names.join(", ");

/** A process that runs. */
const process = {
  live: true,
  state: "live",
  views: ["now", "findings", "tables", "statements", "units", "activity", "cluster"],
  elsewhere: "",
  missing: "has not been found by this process, or made room for others. ",
  nothing: "Units of work are judged when they end: a request, a job, a transaction. What they do wrong appears here.",
  none: "A unit of work is judged when it ends; what it does wrong appears here at once.",
  tables: "The tables that findings are about appear here, with what the server's statistics say of them, some seconds after the finding.",
  lost: "No connection to the application: this is how it was. Trying again.",
  footer: () => "This process only, since it has been watched."
};

/** What instances wrote. */
const files = {
  live: false,
  state: "from files",
  views: ["now", "findings", "tables", "statements"],
  elsewhere: "This page is of files, which tell what was found. ",
  missing: "is not in the files. ",
  nothing: "No line of the files tells of a finding.",
  none: "The files tell of none.",
  tables: "No table of a finding is in the history of the doctor.",
  lost: "What served this page has ended: this is how it was. Trying again.",
  footer: ({ of, release, tables }) =>
    `Of what ${of.length === 1 ? "an instance" : `${of.length} instances`} wrote${release ? ` in release ${release}` : ""}, in ${list(of)}.${tables ? " The tables are of the doctor's history." : ""}`
};

/** A database that is examined again and again. */
const database = {
  live: false,
  state: "examined again and again",
  views: ["now", "findings", "tables"],
  elsewhere: "This page is of a database, and of no application. ",
  missing: "is not what ails the database now. ",
  nothing: "Nothing ails the database, as far as could be seen.",
  none: "Nothing ails it, as far as could be seen.",
  tables: "The tables that findings are about appear here.",
  lost: "The doctor has ended: this is how it was. Trying again.",
  footer: ({ of }) => `What the doctor says of ${list(of)}.`
};

const KINDS = { process, files, database };

/** That of the page; that of a process until it is known. */
export const kindOf = (now) => KINDS[now?.kind ?? "process"];

# Cleans up after one cluster: waits until the JVM closes this script's input, or is gone however it went, then stops
# the servers and removes their directory ($1). Ctrl-C at a terminal reaches this process too and must not end it.
trap '' HUP INT TERM
dir=$1
cat >/dev/null

# The servers of this cluster that run. A number alone may by now be another process's: ask what the process runs.
servers() {
  for file in "$dir"/*/postmaster.pid; do
    [ -f "$file" ] || continue
    read -r pid <"$file"
    if [ -d /proc/self ]; then
      [ -r "/proc/$pid/cmdline" ] || continue
      command=$(tr '\0' ' ' <"/proc/$pid/cmdline")
    else
      command=$(ps -p "$pid" -o args=)
    fi
    case $command in *"$dir/"*) echo "$pid" ;; esac
  done
}

children() {
  if [ -d /proc/self ]; then
    cat "/proc/$1/task/$1/children"
  else
    pgrep -P "$1"
  fi
}

# An immediate shutdown frees the shared memory as well; a server that was stopped by SIGSTOP must first go on.
for pid in $(servers); do
  kill -CONT "$pid" $(children "$pid")
  kill -QUIT "$pid"
done
left=200
while [ -n "$(servers)" ] && [ "$left" -gt 0 ]; do
  left=$((left - 1))
  sleep 0.05
done
for pid in $(servers); do
  kill -KILL "$pid" $(children "$pid")
done

# A server that was killed leaves its shared memory; line 7 of its lock file names it by key and number.
for file in "$dir"/*/postmaster.pid; do
  [ -f "$file" ] || continue
  ipcrm -m "$(sed -n '7s/.* //p' "$file")"
done

left=100
while ! rm -rf "$dir" && [ "$left" -gt 0 ]; do
  left=$((left - 1))
  sleep 0.05
done

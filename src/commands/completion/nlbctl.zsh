#compdef nlbctl
# Completion of nlbctl for zsh.
#
# In this shell:       source <(nlbctl completion zsh)
# In every new shell:  nlbctl completion zsh > "${fpath[1]}/_nlbctl"        (a folder of fpath that you may write to)
#                      or the first line in ~/.zshrc, behind: autoload -U compinit; compinit

_nlbctl() {
  local -a values displays described
  local line value directive=4 width=0 tab=$'\t'
  local -a typed
  # Words lose their quotes here; nothing in them is expanded.
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  while IFS= read -r line; do
    if [[ $line == :* ]]; then
      directive=${line#:}
      continue
    fi
    value=${line%%$tab*}
    values+=("$value")
    described+=("${${line#$value}#$tab}")
    (( ${#value} > width )) && width=${#value}
  done < <(command nlbctl __complete "${typed[@]}" 2>/dev/null)

  # Of --flag=value the value is completed.
  [[ $PREFIX == -*=* ]] && compset -P 1 '*='
  local i
  for (( i = 1; i <= ${#values}; i++ )); do
    line="${(r:width:)values[i]}${described[i]:+  -- ${described[i]}}"
    displays+=("${line[1,COLUMNS-1]}")
  done
  local -a options
  (( directive & 2 )) && options+=(-S '')
  # One in a line, where there is something to say of them.
  [[ -n ${(j::)described} ]] && options+=(-l)
  local found=1
  (( ${#values} )) && compadd -V nlbctl "${options[@]}" -d displays -a values && found=0
  (( directive & 4 )) || { _files && found=0 }
  return found
}

if [[ ${funcstack[1]} == _nlbctl ]]; then
  _nlbctl "$@"
else
  compdef _nlbctl nlbctl
fi

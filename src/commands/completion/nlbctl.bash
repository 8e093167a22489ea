# Completion of nlbctl for bash 4 and newer; needs nothing else, the package bash-completion neither.
#
# In this shell:       source <(nlbctl completion bash)
# In every new shell:  nlbctl completion bash > ~/.local/share/bash-completion/completions/nlbctl
#                      or, without bash-completion, the first line in ~/.bashrc
# Also for an alias:   alias nl=nlbctl; complete -o default -F __nlbctl_complete nl

# Splits the line up to the cursor into words, without their quotes and without expanding anything:
# `words` holds them, `word` the last one, and `raw` that one as it was typed.
__nlbctl_split() {
  local line=$1 quote= character started= i
  words=() word= raw=
  for ((i = 0; i < ${#line}; i++)); do
    character=${line:i:1}
    if [[ -z $quote && $character == [[:space:]] ]]; then
      [[ -n $started ]] && words+=("$word")
      word= raw= started=
      continue
    fi
    raw+=$character started=1
    case $quote$character in
      \' | \") quote=$character ;;
      \'\' | \"\") quote= ;;
      \\ | \"\\)
        ((i += 1))
        raw+=${line:i:1}
        # Within double quotes a backslash counts only before a few characters.
        [[ -n $quote && ${line:i:1} != [\"\\\$\`] ]] && word+=\\
        word+=${line:i:1}
        ;;
      *) word+=$character ;;
    esac
  done
}

__nlbctl_complete() {
  local words word raw line values=() descriptions=() value quoted directive=4 width=0 i
  COMPREPLY=()
  __nlbctl_split "${COMP_LINE:0:COMP_POINT}"
  while IFS= read -r line; do
    if [[ $line == :* ]]; then
      directive=${line#:}
    else
      values+=("${line%%$'\t'*}")
      [[ $line == *$'\t'* ]] && descriptions+=("${line#*$'\t'}") || descriptions+=('')
    fi
  done < <(command nlbctl __complete "${words[@]:1}" "$word" 2>/dev/null)

  ((directive & 2)) && compopt -o nospace
  ((directive & 4)) && compopt +o default
  # Since bash 4.4.
  compopt -o nosort 2>/dev/null

  # Readline replaces only what stands behind the last of its word breaks, such as `:` and `=`; of --flag=value the value is completed.
  local flag='' before=${raw%"$2"} open=''
  [[ $word == -*=* ]] && flag=${word%%=*}=
  [[ $before == [\'\"]* ]] && open=${before:0:1}
  before=${before#[\'\"]}
  for ((i = 0; i < ${#values[@]}; i++)); do
    value=$flag${values[i]}
    [[ $value == "$word"* ]] || continue
    value=${value#"$before"}
    case $open in
      '') printf -v quoted %q "$value" ;;
      # What would mean something within the quotes that are open is left out.
      \') [[ $value == *\'* ]] && continue || quoted=$value ;;
      \") [[ $value == *[\"\\\$\`!]* ]] && continue || quoted=$value ;;
    esac
    COMPREPLY+=("$quoted")
    descriptions[${#COMPREPLY[@]} - 1]=${descriptions[i]}
    ((${#quoted} > width)) && width=${#quoted}
  done

  # Descriptions stand in a list that is shown (?, !, @), never in what is inserted.
  [[ ${#COMPREPLY[@]} -gt 1 && ${COMP_TYPE-} =~ ^(63|33|64)$ ]] || return 0
  local room=$((${COLUMNS:-80} - width - 4)) description
  for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
    description=${descriptions[i]}
    [[ -n $description ]] && ((room > 8)) || continue
    ((${#description} > room)) && description="${description:0:room - 1}…"
    printf -v quoted "%-${width}s  (%s)" "${COMPREPLY[i]}" "$description"
    COMPREPLY[i]=$quoted
  done
}

complete -o default -F __nlbctl_complete nlbctl

# Completion of nlbctl for fish 3.1 and newer.
#
# In this shell:       nlbctl completion fish | source
# In every new shell:  nlbctl completion fish > ~/.config/fish/completions/nlbctl.fish

function __nlbctl_complete
    set -l words (commandline -opc)
    # Without its quotes and backslashes; a quote that is still open stands at its begin.
    set -l current (commandline -ct)
    set -l unescaped (string unescape -- $current)
    and set current $unescaped
    or set current (string trim --left --chars \'\" -- $current)
    set -l lines (command nlbctl __complete $words[2..-1] "$current" 2>/dev/null)
    set -l directive (string replace : '' -- $lines[-1])
    # Of --flag=value the value is completed.
    set -l flag (string match --regex -- '^-[^=]*=' "$current")
    set -l files
    if test "$directive" = 0
        set files (__fish_complete_path (string replace -- "$flag" '' "$current"))
    end
    for each in $lines[1..-2] $files
        printf '%s\n' "$flag$each"
    end
end

complete -c nlbctl -e
complete -c nlbctl -f -k -a '(__nlbctl_complete)'

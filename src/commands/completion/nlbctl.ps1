# Completion of nlbctl for PowerShell 5.1 and newer.
#
# In this shell:       nlbctl completion powershell | Out-String | Invoke-Expression
# In every new shell:  the same line in the file that $PROFILE names

Register-ArgumentCompleter -Native -CommandName nlbctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # The words up to the cursor, without their quotes; nothing in them is expanded.
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text } })
    $typed = "$wordToComplete".TrimStart("'", '"')

    # Before PowerShell 7.3 an empty argument, and a quote in one, has to be written for the command line of Windows.
    $isLegacy = $PSVersionTable.PSVersion -lt [version]'7.3' -or $PSNativeCommandArgumentPassing -eq 'Legacy'
    $arguments = @($words + $typed | ForEach-Object { if (-not $isLegacy) { $_ } elseif ($_ -eq '') { '""' } else { $_ -replace '"', '\"' } })
    $lines = @(& nlbctl '__complete' @arguments 2>$null)
    if ($lines.Count -eq 0) { return }

    $directive = [int]($lines[-1].TrimStart(':'))
    # Of --flag=value the value is completed.
    $flag = if ($typed -match '^-[^=]*=') { $Matches[0] } else { '' }
    $candidates = @($lines | Select-Object -SkipLast 1)
    foreach ($line in $candidates) {
        $value, $description = $line -split "`t", 2
        $text = "$flag$value"
        # What means something to PowerShell is quoted, with its own quotes doubled.
        if ($text -notmatch '^[\w%+=:./\\-]+$') { $text = "'" + $text.Replace("'", "''") + "'" }
        if (-not $description) { $description = $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $description)
    }
    # Without a result PowerShell completes file names; this is one that adds nothing.
    if ($candidates.Count -eq 0 -and ($directive -band 4)) { '' }
}

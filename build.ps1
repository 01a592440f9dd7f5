#requires -Version 7.4
<#
.SYNOPSIS
    Builds, tests, demonstrates and packs AutogradPS.
.DESCRIPTION
    Runs the same under pwsh 7.4+ and under the project's own host:

        pwsh build.ps1 test
        dotnet run --project src/AutogradPS.Host -- build.ps1 test

    build   the importable module at artifacts/module/AutogradPS, the host at artifacts/host
    test    build, the xUnit tests of Core and the Pester suites; what failed is repeated at the end; the last line
            is "N passed, N failed"
    demo    build, then train a WGAN-GP on 8 Gaussians (about a minute; CSV and charts under artifacts/demo)
    bench   build, then measure training against a plain TorchSharp loop and PyTorch, and what the shell costs (about 20 minutes;
            artifacts/benchmarks)
    pack    build, then a zip of the module under artifacts/
    clean   remove everything that was built
.PARAMETER Task
    What to do.
.PARAMETER TorchBackend
    cpu, or cuda for TorchSharp's CUDA packages.
.EXAMPLE
    pwsh build.ps1 build -TorchBackend cuda
#>
[CmdletBinding()]
param (
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'demo', 'bench', 'pack', 'clean')]
    [string] $Task = 'build',

    [ValidateSet('cpu', 'cuda')]
    [string] $TorchBackend = 'cpu'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$artifacts = Join-Path $root artifacts
$module = Join-Path $artifacts module/AutogradPS/AutogradPS.psd1

function Invoke-Native([string] $Command, [string[]] $Arguments) {
    & $Command @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "$Command $($Arguments[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-Native dotnet 'build', (Join-Path $root AutogradPS.sln), '--configuration', 'Release', '--nologo', '--verbosity', 'quiet', "-p:TorchBackend=$TorchBackend"
}

# The shell for child processes: pwsh where this is pwsh, otherwise the host that was just built.
function Get-Shell {
    $self = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($self) -eq 'pwsh') { return $self }
    Join-Path $artifacts ($IsWindows ? 'host/aps.exe' : 'host/aps')
}

# The xUnit tests print their own output; their counts are read from the summary line.
function Invoke-UnitTest {
    $counts = @{ Passed = 0; Failed = 0; Skipped = 0; Failures = @() }
    $project = Join-Path $root tests/Core.Tests
    $folder = Join-Path $artifacts test-results
    $results = Join-Path $folder unit.trx
    if (Test-Path $results) { Remove-Item $results }
    & dotnet test $project --configuration Release --no-build --nologo --verbosity quiet --logger 'trx;LogFileName=unit.trx' --results-directory $folder | ForEach-Object {
        Write-Host $_
        if ($_ -match 'Failed:\s*(\d+), Passed:\s*(\d+), Skipped:\s*(\d+)') {
            $counts.Failed += $Matches[1]; $counts.Passed += $Matches[2]; $counts.Skipped += $Matches[3]
        }
    }
    $exitCode = $LASTEXITCODE
    if (Test-Path $results) { $counts.Failures = @(& (Join-Path $root tests/Get-FailedUnitTest.ps1) $results) }
    # A crash of the test process ends without a summary.
    if ($exitCode -ne 0 -and $counts.Failed -eq 0) {
        $counts.Failed = 1
        $counts.Failures += @{ Name = 'tests/Core.Tests'; Message = "dotnet test ended with exit code $exitCode before it had all results." }
    }
    $counts
}

# The suites run in a child process: they import the module that was just built, and try to bring the shell down.
function Invoke-Suite {
    $result = Join-Path $artifacts test-results/suites.json
    if (Test-Path $result) { Remove-Item $result }
    & (Get-Shell) -NoProfile -NonInteractive -File (Join-Path $root tests/Invoke-Suite.ps1) -ResultPath $result | Out-Host
    if (Test-Path $result) { return Get-Content $result -Raw | ConvertFrom-Json }
    $message = "The suites ended with exit code $LASTEXITCODE before they had a result."
    @{ Passed = 0; Failed = 1; Skipped = 0; Failures = @(@{ Name = 'tests/Invoke-Suite.ps1'; Message = $message }) }
}

# At the end, because whoever sees a part of the output only sees its tail.
function Show-Failure([object[]] $Failure) {
    if (-not $Failure) { return }
    Write-Host "`nFailed:"
    foreach ($item in $Failure) {
        Write-Host "  $($item.Name)"
        foreach ($line in $item.Message -split '\r?\n' | Select-Object -First 12) { Write-Host "      $line" }
    }
}

switch ($Task) {
    'build' {
        Invoke-Build
        Write-Host "Import-Module $module"
    }
    'test' {
        Invoke-Build
        $unit = Invoke-UnitTest
        $suite = Invoke-Suite
        $passed, $failed, $skipped = 'Passed', 'Failed', 'Skipped' | ForEach-Object { $unit.$_ + $suite.$_ }
        Show-Failure (@($unit.Failures) + @($suite.Failures))
        Write-Host "$passed passed, $failed failed$(if ($skipped) { ", $skipped skipped" })"
        exit ($failed -gt 0 ? 1 : 0)
    }
    'demo' {
        Invoke-Build
        & (Get-Shell) -NoProfile -File (Join-Path $root experiments/toy-gaussians.ps1) -OutputDirectory (Join-Path $artifacts demo) -Force
        exit $LASTEXITCODE
    }
    'bench' {
        Invoke-Build
        Invoke-Native dotnet 'build', (Join-Path $root experiments/benchmarks/training/plain-loop), '--configuration', 'Release', '--nologo', '--verbosity', 'quiet'
        foreach ($script in 'training.ps1', 'shell.ps1') {
            & (Get-Shell) -NoProfile -File (Join-Path $root experiments/benchmarks $script)
            if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
        }
    }
    'pack' {
        Invoke-Build
        $version = (Import-PowerShellDataFile $module).ModuleVersion
        $zip = Join-Path $artifacts "AutogradPS-$version.zip"
        if (Test-Path $zip) { Remove-Item $zip }
        [IO.Compression.ZipFile]::CreateFromDirectory((Split-Path $module), $zip, 'Fastest', $true)
        Write-Host $zip
    }
    'clean' {
        $built = @($artifacts) + @(Get-ChildItem (Join-Path $root src), (Join-Path $root tests) -Directory | ForEach-Object {
                Join-Path $_.FullName bin; Join-Path $_.FullName obj })
        # The host that runs this may lie in one of them; what it has open stays until it ends.
        $built | Where-Object { Test-Path $_ } | ForEach-Object { Remove-Item $_ -Recurse -Force }
    }
}

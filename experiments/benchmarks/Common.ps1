# What the benchmarks have in common; they dot-source it.

# What build.ps1 left.
$artifacts = Convert-Path ([IO.Path]::Combine($PSScriptRoot, '../../artifacts'))
$module = [IO.Path]::Combine($artifacts, 'module/AutogradPS/AutogradPS.psd1')

# The shell for child processes: pwsh where this is pwsh, otherwise the project's host.
$self = [Environment]::ProcessPath
$shell = [IO.Path]::GetFileNameWithoutExtension($self) -eq 'pwsh' ? $self : [IO.Path]::Combine($artifacts, $IsWindows ? 'host/aps.exe' : 'host/aps')

$processor = (Test-Path /proc/cpuinfo) ? (Get-Content /proc/cpuinfo -Raw) : ''
$processorName = $processor -match 'model name\s*:\s*(.+)' ? $Matches[1] : [Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture

# The first python3 that has PyTorch, or nothing.
function Get-PyTorch {
    Get-Command python3 -ErrorAction Ignore -All | Where-Object { & $_.Source -c 'import torch' 2>$null; $LASTEXITCODE -eq 0 } | Select-Object -First 1
}

# The BLAS that PyTorch loads: Debian's alternatives differ by twenty times, and the one with threads of its own gets in the way of PyTorch's.
function Get-PyTorchBlas([string] $Python) {
    $maps = 'import os, torch; print(*{os.path.realpath(l.split()[-1]) for l in open("/proc/self/maps") if "/" in l}, sep="\n")'
    # Debian's libblas.so.3 is either the reference itself or the face of the one behind it.
    $libraries = @(@(& $Python -c $maps 2>$null) -match 'lib(open)?blas|blis|mkl_rt' | Sort-Object { $_ -match '/libblas' })
    $libraries ? (Split-Path -Parent $libraries[0] | Split-Path -Leaf) + '/' + (Split-Path -Leaf $libraries[0]) : "PyTorch's own"
}

# The loop that training and shell are measured against, which build.ps1 bench builds.
function Get-PlainLoop {
    $path = [IO.Path]::Combine($artifacts, 'benchmarks/plain-loop/plain-loop.dll')
    if (-not (Test-Path $path)) { throw 'The plain TorchSharp loop is not built. Run build.ps1 bench, which builds it.' }
    $path
}

function Get-Median([double[]] $Values) {
    $sorted = @($Values | Sort-Object)
    ($sorted[[Math]::Floor(($sorted.Count - 1) / 2)] + $sorted[[Math]::Floor($sorted.Count / 2)]) / 2
}
